"""Pages of one's own account."""

from django.urls import path

from apps.accounts.views import consents, mine

app_name = "accounts"
urlpatterns = [
    path("me/account/", mine.account, name="account"),
    path("me/sessions/", mine.sessions, name="sessions"),
    path("me/sessions/others/end/", mine.end_others, name="end_others"),
    path("me/sessions/program/end/", mine.end_token, name="end_token"),
    path("me/sessions/<slug:name>/end/", mine.end_session, name="end_session"),
    path("me/phone/", mine.phone, name="phone"),
    path("me/phone/confirm/", mine.confirm_phone, name="confirm_phone"),
    path("me/email/", mine.email, name="email"),
    path("me/email/confirm/<str:token>/", mine.confirm_email, name="confirm_email"),
    path("me/consents/", consents.consents, name="consents"),
    path("me/consents/<slug:purpose>/give/", consents.give, name="give_consent"),
    path("me/consents/<slug:purpose>/withdraw/", consents.withdraw, name="withdraw_consent"),
]
