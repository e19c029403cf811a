"""What can go wrong for a person, and how it is said.

A service raises a `Problem` with a whole sentence that says what to do. The middleware turns it into a page and the API into
`application/problem+json`, so that both doors give the same status, code and words.
"""

from typing import Any


class Problem(Exception):
    """Expected trouble, told in a sentence.

    `detail` says what happened and what to do; `fields` maps a form field to its sentences; `extra` carries what a program needs
    to go on (the two versions of a stale coding, for instance) and must be JSON.
    """

    status = 400
    code = "problem"

    def __init__(
        self,
        detail: str,
        *,
        fields: dict[str, list[str]] | None = None,
        extra: dict[str, Any] | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.fields = fields or {}
        self.extra = extra or {}
        if code is not None:
            self.code = code


class NotFound(Problem):
    """The thing is not there, or not there for this person: a stranger learns no difference."""

    status = 404
    code = "not_found"


class NotAllowed(Problem):
    """A member without the right."""

    status = 403
    code = "not_allowed"


class Conflict(Problem):
    """The state of things forbids the deed."""

    status = 409
    code = "conflict"


class WrongPhase(Conflict):
    """The deed belongs to another phase."""

    code = "wrong_phase"


class Stale(Conflict):
    """Somebody (or another tab) was here first; `extra` carries both versions."""

    code = "stale"


class TooLarge(Problem):
    """More than may be sent at once."""

    status = 413
    code = "too_large"


class Invalid(Problem):
    """The words are understood and wrong."""

    status = 422
    code = "invalid"
