from django.urls import path

from studies.api import members, people, records, studies

urlpatterns = [
    path("me/", people.Me.as_view(), name="me"),
    path("me/erase/", people.MeErase.as_view(), name="me_erase"),
    path("tokens/", people.TokenList.as_view(), name="token_list"),
    path("tokens/<str:token_key>/", people.TokenDetail.as_view(), name="token_revoke"),
    path("invitations/accept/", members.InvitationAccept.as_view(), name="invitation_accept"),
    path("studies/<slug:slug>/", studies.StudyDetail.as_view(), name="study_detail"),
    path("studies/<slug:slug>/members/", members.MemberList.as_view(), name="member_list"),
    path(
        "studies/<slug:slug>/members/<int:membership_id>/",
        members.MemberDetail.as_view(),
        name="member_change",
    ),
    path(
        "studies/<slug:slug>/members/<int:membership_id>/erase/",
        members.MemberErase.as_view(),
        name="member_erase",
    ),
    path("studies/<slug:slug>/invitations/", members.InvitationList.as_view(), name="invitation_list"),
    path(
        "studies/<slug:slug>/invitations/<int:invitation_id>/revoke/",
        members.InvitationRevoke.as_view(),
        name="invitation_revoke",
    ),
    path("studies/<slug:slug>/log/", records.LogList.as_view(), name="log_list"),
    path("studies/<slug:slug>/jobs/", records.JobList.as_view(), name="job_list"),
    path("studies/<slug:slug>/jobs/<int:job_id>/", records.JobDetail.as_view(), name="job_detail"),
    path("studies/<slug:slug>/jobs/<int:job_id>/cancel/", records.JobCancel.as_view(), name="job_cancel"),
    path("studies/<slug:slug>/jobs/<int:job_id>/retry/", records.JobRetry.as_view(), name="job_retry"),
]
