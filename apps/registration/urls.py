from django.urls import path

from apps.registration.views import guardians, identities, registering

app_name = "registration"
urlpatterns = [
    path("me/register/", registering.start, name="start"),
    path("me/register/<slug:name>/", registering.step, name="step"),
    path("me/file/", registering.own_file, name="file"),
    path("me/file/change/", registering.change, name="change"),
    path("me/file/change/place/", registering.change_place, name="change_place"),
    path("me/file/consents/<int:pk>/withdraw/", registering.withdraw, name="withdraw"),
    path("me/children/", guardians.children, name="children"),
    path("me/children/link/", guardians.link, name="link"),
    path("me/children/<int:pk>/consent/", guardians.consent, name="child_consent"),
    path("me/children/<int:pk>/withdraw/", guardians.withdraw, name="child_withdraw"),
    path("region/<str:code>/identities/", identities.cases, name="cases"),
    path("region/<str:code>/identities/pass/", identities.settle, name="pass"),
    path("region/<str:code>/identities/<int:pk>/", identities.case, name="case"),
    path("region/<str:code>/identities/<int:pk>/reveal/", identities.reveal, name="reveal"),
    path("region/<str:code>/identities/<int:pk>/refuse/", identities.refuse, name="refuse"),
]
