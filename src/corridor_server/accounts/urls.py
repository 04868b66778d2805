"""Addresses of accounts."""

from __future__ import annotations

from django.urls import path

from corridor_server.accounts.views import administration, enrol, login, profile, users

app_name = "accounts"
urlpatterns = [
    path("account/login/", login.login, name="login"),
    path("account/logout/", login.logout, name="logout"),
    path("account/lock/", login.lock, name="lock"),
    path("account/awake/", login.awake, name="awake"),
    path("account/unlock/", login.unlock, name="unlock"),
    path("account/confirm/", login.confirm, name="confirm"),
    path("account/reason/", login.reason, name="reason"),
    path("account/enrol/", enrol.enrol, name="enrol"),
    path("account/enrol/qr.svg", enrol.enrol_qr, name="enrol_qr"),
    path("account/enrol/<str:token>/", enrol.enrol_open, name="enrol_open"),
    path("account/", profile.profile, name="profile"),
    path("account/passphrase/", profile.passphrase, name="passphrase"),
    path("account/recovery-codes/", profile.new_recovery_codes, name="recovery_codes"),
    path("account/sessions/end-others/", profile.end_others, name="end_others"),
    path("account/sessions/<str:handle>/end/", profile.end_session, name="end_session"),
    path("admin/", administration.administration, name="administration"),
    path("admin/sessions/", administration.sessions, name="sessions"),
    path("admin/sessions/<str:handle>/end/", administration.session_end, name="session_end"),
    path("admin/users/", users.users, name="users"),
    path("admin/users/new/", users.user_new, name="user_new"),
    path("admin/users/<str:pk>/", users.user, name="user"),
    path("admin/users/<str:pk>/disable/", users.user_disable, name="user_disable"),
    path("admin/users/<str:pk>/link/", users.user_link, name="user_link"),
    path("admin/users/<str:pk>/unlock/", users.user_unlock, name="user_unlock"),
    path("admin/invitations/<str:pk>/approve/", users.invitation_approve, name="invitation_approve"),
]
