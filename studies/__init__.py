"""The ground floor: who works here, and in which study.

A study is the fence of every permission: whatever a person reaches, they reach through a study in which they have a role. This
floor knows people, studies, roles, invitations, the logbook, and jobs (work done later, for a study). It knows nothing of
messages, codes or coefficients.

Decisions
- The e-mail address is the name of a person; case does not matter.
- A membership ends with a date and is never deleted, for codings stay when people leave.
- Personal data can be deleted for good: the row of the person stays with a number for a name. Lines of the logbook lose the name,
  and nothing else of them; it is the one thing that the trigger lets pass.
- `access.open_study` is the only door: a stranger gets 404, a member without the right 403, on pages and in the API alike.
- The logbook and all research records are kept by triggers in PostgreSQL too, so that no code path can go round them.
- A job is a row that a Celery task claims by a conditional update; a second delivery finds nothing to do.
"""
