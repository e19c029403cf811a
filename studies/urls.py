from django.urls import path

from studies.views import members, people, records, studies

urlpatterns = [
    path("studies/", studies.study_list, name="study_list"),
    path("studies/<slug:slug>/", studies.study_detail, name="study_detail"),
    path("studies/<slug:slug>/edit/", studies.study_edit, name="study_edit"),
    path("studies/<slug:slug>/members/", members.member_list, name="member_list"),
    path("studies/<slug:slug>/members/add/", members.member_add, name="member_add"),
    path("studies/<slug:slug>/members/<int:membership_id>/", members.member_change, name="member_change"),
    path(
        "studies/<slug:slug>/members/<int:membership_id>/remove/", members.member_remove, name="member_remove"
    ),
    path("studies/<slug:slug>/members/<int:membership_id>/erase/", members.member_erase, name="member_erase"),
    path(
        "studies/<slug:slug>/invitations/<int:invitation_id>/revoke/",
        members.invitation_revoke,
        name="invitation_revoke",
    ),
    path("studies/<slug:slug>/log/", records.log_list, name="log_list"),
    path("studies/<slug:slug>/jobs/", records.job_list, name="job_list"),
    path("studies/<slug:slug>/jobs/<int:job_id>/", records.job_detail, name="job_detail"),
    path("studies/<slug:slug>/jobs/<int:job_id>/cancel/", records.job_cancel, name="job_cancel"),
    path("studies/<slug:slug>/jobs/<int:job_id>/retry/", records.job_retry, name="job_retry"),
    path("invitations/<str:secret>/", members.invitation_accept, name="invitation_accept"),
    path("profile/", people.profile, name="profile"),
    path("profile/erase/", people.profile_erase, name="profile_erase"),
    path("profile/tokens/", people.token_create, name="token_create"),
    path("profile/tokens/<str:token_key>/revoke/", people.token_revoke, name="token_revoke"),
    path("demo/<str:token>/", people.demo_sign_in, name="demo_sign_in"),
]
