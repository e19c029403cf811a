"""Who may what, address by address: written down a second time, so that a slip in the code is a difference.

A right, or ANYBODY (signed in or not), SOMEBODY (whoever is signed in),
or NOBODY (not there outside of the demo). A method that is not named is refused to all.
"""

from studies.roles import Right

ANYBODY = "anybody"
SOMEBODY = "somebody"
NOBODY = "nobody"

_R = Right

PAGES: dict[str, dict[str, str]] = {
    # outside of studies
    "home": {"GET": SOMEBODY},
    "set_language": {"POST": ANYBODY},
    "study_list": {"GET": SOMEBODY},
    "study_create": {"GET": SOMEBODY, "POST": SOMEBODY},
    "profile": {"GET": SOMEBODY, "POST": SOMEBODY},
    "token_create": {"POST": SOMEBODY},
    "token_revoke": {"POST": SOMEBODY},
    "invitation_accept": {"GET": ANYBODY, "POST": ANYBODY},
    "demo_sign_in": {"GET": NOBODY, "POST": NOBODY},
    # studies
    "study_detail": {"GET": _R.SEE_STUDY},
    "study_road": {"GET": _R.SEE_STUDY},
    "study_edit": {"GET": _R.MANAGE_STUDY, "POST": _R.MANAGE_STUDY},
    "member_list": {"GET": _R.SEE_MEMBERS},
    "member_add": {"POST": _R.MANAGE_MEMBERS},
    "member_change": {"POST": _R.MANAGE_MEMBERS},
    "member_remove": {"POST": _R.MANAGE_MEMBERS},
    "invitation_revoke": {"POST": _R.MANAGE_MEMBERS},
    "log_list": {"GET": _R.SEE_LOG},
    "job_list": {"GET": _R.SEE_JOBS},
    "job_detail": {"GET": _R.SEE_JOBS},
    "job_cancel": {"POST": _R.MANAGE_JOBS},
    "job_retry": {"POST": _R.MANAGE_JOBS},
    # corpus
    "message_list": {"GET": _R.SEE_CORPUS},
    "message_detail": {"GET": _R.SEE_CORPUS},
    "account_list": {"GET": _R.SEE_CORPUS},
    "account_change": {"GET": _R.IMPORT_MESSAGES, "POST": _R.IMPORT_MESSAGES},
    "import_list": {"GET": _R.SEE_CORPUS},
    "import_create": {"GET": _R.IMPORT_MESSAGES, "POST": _R.IMPORT_MESSAGES},
    "import_detail": {"GET": _R.SEE_CORPUS, "POST": _R.IMPORT_MESSAGES},
    "import_check": {"POST": _R.IMPORT_MESSAGES},
    "import_start": {"POST": _R.IMPORT_MESSAGES},
    "import_cancel": {"POST": _R.IMPORT_MESSAGES},
    # codebook
    "codebook_list": {"GET": _R.SEE_CODEBOOK},
    "codebook_detail": {"GET": _R.SEE_CODEBOOK},
    "codebook_start": {"POST": _R.EDIT_CODEBOOK},
    "codebook_revise": {"POST": _R.EDIT_CODEBOOK},
    "codebook_draft": {"GET": _R.EDIT_CODEBOOK},
    "codebook_publish": {"GET": _R.EDIT_CODEBOOK, "POST": _R.EDIT_CODEBOOK},
    "codebook_discard": {"POST": _R.EDIT_CODEBOOK},
    "variable_add": {"POST": _R.EDIT_CODEBOOK},
    "variable_change": {"POST": _R.EDIT_CODEBOOK},
    "variable_remove": {"POST": _R.EDIT_CODEBOOK},
    "variable_move": {"POST": _R.EDIT_CODEBOOK},
    "category_add": {"POST": _R.EDIT_CODEBOOK},
    "category_change": {"POST": _R.EDIT_CODEBOOK},
    "category_remove": {"POST": _R.EDIT_CODEBOOK},
    "category_move": {"POST": _R.EDIT_CODEBOOK},
    # rounds
    "round_list": {"GET": _R.SEE_ROUNDS},
    "round_create": {"GET": _R.PLAN_ROUNDS, "POST": _R.PLAN_ROUNDS},
    "round_preview": {"POST": _R.PLAN_ROUNDS},
    "round_detail": {"GET": _R.SEE_ROUNDS},
    "round_change": {"GET": _R.PLAN_ROUNDS, "POST": _R.PLAN_ROUNDS},
    "round_open": {"POST": _R.PLAN_ROUNDS},
    "round_close": {"GET": _R.PLAN_ROUNDS, "POST": _R.PLAN_ROUNDS},
    "round_adjudicate": {"POST": _R.RULE},
    "round_settle": {"GET": _R.RULE, "POST": _R.RULE},
    "ruling_queue": {"GET": _R.RULE},
    "ruling_detail": {"GET": _R.RULE},
    "ruling_make": {"POST": _R.RULE},
    "ruling_withdraw": {"POST": _R.RULE},
    # desk
    "desk": {"GET": _R.CODE},
    "desk_message": {"GET": _R.CODE},
    "draft_save": {"POST": _R.CODE},
    "coding_submit": {"POST": _R.CODE},
    "own_codings": {"GET": _R.CODE},
    # reliability
    "reliability_list": {"GET": _R.SEE_RELIABILITY},
    "reliability_detail": {"GET": _R.SEE_RELIABILITY},
    "reliability_run": {"GET": _R.SEE_RELIABILITY},
    "reliability_table": {"GET": _R.SEE_RELIABILITY},
    "reliability_compute": {"POST": _R.COMPUTE_RELIABILITY},
    # dataset
    "snapshot_list": {"GET": _R.SEE_DATASET},
    "snapshot_create": {"GET": _R.MAKE_SNAPSHOT, "POST": _R.MAKE_SNAPSHOT},
    "snapshot_detail": {"GET": _R.SEE_DATASET},
    "snapshot_manifest": {"GET": _R.SEE_DATASET},
    "snapshot_table": {"GET": _R.SEE_DATASET},
    "figure": {"GET": _R.SEE_DATASET},
}

PROGRAMS: dict[str, dict[str, str]] = {
    "root": {"GET": ANYBODY},
    "schema": {"GET": ANYBODY},
    "docs": {"GET": ANYBODY},
    "me": {"GET": SOMEBODY},
    "token_list": {"GET": SOMEBODY, "POST": SOMEBODY},
    "token_revoke": {"DELETE": SOMEBODY},
    "invitation_accept": {"POST": SOMEBODY},
    "study_list": {"GET": SOMEBODY, "POST": SOMEBODY},
    "study_detail": {"GET": _R.SEE_STUDY, "PATCH": _R.MANAGE_STUDY},
    "member_list": {"GET": _R.SEE_MEMBERS, "POST": _R.MANAGE_MEMBERS},
    "member_change": {"PATCH": _R.MANAGE_MEMBERS, "DELETE": _R.MANAGE_MEMBERS},
    "invitation_list": {"GET": _R.MANAGE_MEMBERS},
    "invitation_revoke": {"POST": _R.MANAGE_MEMBERS},
    "log_list": {"GET": _R.SEE_LOG},
    "job_list": {"GET": _R.SEE_JOBS},
    "job_detail": {"GET": _R.SEE_JOBS},
    "job_cancel": {"POST": _R.MANAGE_JOBS},
    "job_retry": {"POST": _R.MANAGE_JOBS},
    # corpus
    "message_list": {"GET": _R.SEE_CORPUS},
    "message_detail": {"GET": _R.SEE_CORPUS},
    "account_list": {"GET": _R.SEE_CORPUS},
    "account_change": {"GET": _R.SEE_CORPUS, "PATCH": _R.IMPORT_MESSAGES},
    "import_list": {"GET": _R.SEE_CORPUS, "POST": _R.IMPORT_MESSAGES},
    "import_detail": {"GET": _R.SEE_CORPUS, "PUT": _R.IMPORT_MESSAGES},
    "import_check": {"POST": _R.IMPORT_MESSAGES},
    "import_start": {"POST": _R.IMPORT_MESSAGES},
    "import_cancel": {"POST": _R.IMPORT_MESSAGES},
    # codebook
    "codebook_list": {"GET": _R.SEE_CODEBOOK},
    "codebook_start": {"POST": _R.EDIT_CODEBOOK},
    "codebook_detail": {"GET": _R.SEE_CODEBOOK},
    "codebook_revise": {"POST": _R.EDIT_CODEBOOK},
    "codebook_draft": {"GET": _R.EDIT_CODEBOOK, "PUT": _R.EDIT_CODEBOOK, "DELETE": _R.EDIT_CODEBOOK},
    "codebook_publish": {"POST": _R.EDIT_CODEBOOK},
    # rounds
    "round_list": {"GET": _R.SEE_ROUNDS, "POST": _R.PLAN_ROUNDS},
    "round_preview": {"POST": _R.PLAN_ROUNDS},
    "round_detail": {"GET": _R.SEE_ROUNDS},
    "round_change": {"POST": _R.PLAN_ROUNDS},
    "round_open": {"POST": _R.PLAN_ROUNDS},
    "round_close": {"POST": _R.PLAN_ROUNDS},
    "round_adjudicate": {"POST": _R.RULE},
    "round_settle": {"POST": _R.RULE},
    "ruling_queue": {"GET": _R.RULE},
    "ruling_detail": {"GET": _R.RULE},
    "ruling_make": {"POST": _R.RULE},
    "ruling_withdraw": {"POST": _R.RULE},
    # desk
    "desk": {"GET": _R.CODE},
    "unit_list": {"GET": _R.CODE},
    "desk_message": {"GET": _R.CODE},
    "draft_save": {"PUT": _R.CODE},
    "coding_submit": {"GET": _R.CODE, "POST": _R.CODE},
    "own_codings": {"GET": _R.CODE},
    # reliability
    "reliability_list": {"GET": _R.SEE_RELIABILITY},
    "reliability_detail": {"GET": _R.SEE_RELIABILITY},
    "reliability_run": {"GET": _R.SEE_RELIABILITY},
    "reliability_table": {"GET": _R.SEE_RELIABILITY},
    "reliability_compute": {"POST": _R.COMPUTE_RELIABILITY},
    # dataset
    "snapshot_list": {"GET": _R.SEE_DATASET, "POST": _R.MAKE_SNAPSHOT},
    "snapshot_detail": {"GET": _R.SEE_DATASET},
    "snapshot_manifest": {"GET": _R.SEE_DATASET},
    "snapshot_table": {"GET": _R.SEE_DATASET},
    "figure": {"GET": _R.SEE_DATASET},
}

# Modules of libraries, which have tests of their own.
NOT_OURS = ("allauth.",)

# The round that an address is about: settled (1) unless it is work of another phase.
ROUND_OF = {
    "desk": 4,
    "unit_list": 4,
    "desk_message": 4,
    "draft_save": 4,
    "coding_submit": 4,
    "own_codings": 4,
    "round_change": 5,
    "round_open": 5,
    "round_close": 4,
    "round_adjudicate": 3,
    "round_settle": 2,
    "ruling_queue": 2,
    "ruling_detail": 2,
    "ruling_make": 2,
    "ruling_withdraw": 2,
}
