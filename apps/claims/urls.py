from django.urls import path

from apps.claims.views import following, mine

app_name = "claims"
REGION, ORGANIZATION, INSURER = "region/<str:code>/claims/", "org/<int:pk>/claims/", "insurer/claims/"
DECIDED = [
    ("ask", "ask/", following.ask),
    ("settle", "settle/", following.settle),
    ("refuse", "refuse/", following.refuse),
    ("document", "documents/<int:document>/", following.document),
    ("handed", "evidence/<int:sheet>/", following.handed),
]

urlpatterns = [
    path("me/claims/", mine.index, name="mine"),
    path("me/claims/new/", mine.new, name="new"),
    path("me/claims/<int:claim>/", mine.claim, name="claim"),
    path("me/claims/<int:claim>/edit/", mine.edit, name="edit"),
    path("me/claims/<int:claim>/report/", mine.report, name="report"),
    path("me/claims/<int:claim>/take-back/", mine.take_back, name="take_back"),
    path("me/claims/<int:claim>/evidence/", mine.evidence, name="evidence"),
    path("me/claims/<int:claim>/evidence/<int:sheet>/", mine.handed, name="handed"),
    path("me/claims/<int:claim>/documents/<int:document>/", mine.document, name="document"),
    path(
        "me/claims/<int:claim>/documents/<int:document>/remove/", mine.document_remove, name="document_remove"
    ),
    path(REGION, following.index, name="region"),
    path(REGION + "<int:claim>/", following.claim, name="region_claim"),
    path(REGION + "<int:claim>/hand-over/", following.hand_over, name="region_hand_over"),
    path(ORGANIZATION, following.index, name="organization"),
    path(ORGANIZATION + "<int:claim>/", following.claim, name="organization_claim"),
    path(ORGANIZATION + "<int:claim>/state/", following.state, name="organization_state"),
    path(INSURER, following.index, name="insurer"),
    path(INSURER + "<int:claim>/", following.claim, name="at_insurer"),
    *(
        path(f"{start}<int:claim>/evidence/", following.evidence, name=f"{kind}_evidence")
        for kind, start in [("region", REGION), ("organization", ORGANIZATION), ("insurer", INSURER)]
    ),
    *(
        path(f"{start}<int:claim>/{end}", view, name=f"{kind}_{name}")
        for kind, start in [("region", REGION), ("insurer", INSURER)]
        for name, end, view in DECIDED
    ),
]
