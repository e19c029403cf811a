"""Who may do what in a study: one table, for pages, API and buttons alike."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is in a study; one role a person and study."""

    PI = "pi"
    ADJUDICATOR = "adjudicator"
    CODER = "coder"
    OBSERVER = "observer"


class Right(StrEnum):
    """What can be allowed or not; the value is what templates ask for."""

    SEE_STUDY = "see_study"
    MANAGE_STUDY = "manage_study"
    MANAGE_MEMBERS = "manage_members"
    SEE_MEMBERS = "see_members"
    SEE_LOG = "see_log"
    SEE_JOBS = "see_jobs"
    MANAGE_JOBS = "manage_jobs"
    SEE_CORPUS = "see_corpus"
    IMPORT_MESSAGES = "import_messages"
    SEE_CODEBOOK = "see_codebook"
    EDIT_CODEBOOK = "edit_codebook"
    SEE_ROUNDS = "see_rounds"
    PLAN_ROUNDS = "plan_rounds"
    SEE_PROGRESS = "see_progress"
    CODE = "code"
    SEE_RELIABILITY = "see_reliability"
    COMPUTE_RELIABILITY = "compute_reliability"
    RULE = "rule"
    SEE_DATASET = "see_dataset"
    MAKE_SNAPSHOT = "make_snapshot"


# Everyone in a study knows what it is, what its codes mean and which rounds there are.
_EVERYONE = {Right.SEE_STUDY, Right.SEE_CODEBOOK, Right.SEE_ROUNDS}

# Those who are not to be kept blind. Coders are not among them: the corpus names accounts that a round may hide, and agreement
# figures tell a coder how the others code.
_SIGHTED = {
    Right.SEE_MEMBERS,
    Right.SEE_JOBS,
    Right.SEE_CORPUS,
    Right.SEE_PROGRESS,
    Right.SEE_RELIABILITY,
    Right.SEE_DATASET,
}

RIGHTS: dict[Role, frozenset[Right]] = {
    # The PI answers for the method, so everything; coding too, as in small teams the PI is one of the coders.
    Role.PI: frozenset(Right),
    # Settles what coders disagree on; may code in rounds, and never edits the plan.
    Role.ADJUDICATOR: frozenset(
        _EVERYONE | _SIGHTED | {Right.CODE, Right.RULE, Right.COMPUTE_RELIABILITY, Right.MANAGE_JOBS}
    ),
    # Codes, blind.
    Role.CODER: frozenset(_EVERYONE | {Right.CODE}),
    # A co-author, reviewer or funder: sees, changes nothing.
    Role.OBSERVER: frozenset(_EVERYONE | _SIGHTED),
}


def may(role: Role, right: Right) -> bool:
    """Whether `role` includes `right`."""
    return right in RIGHTS[role]
