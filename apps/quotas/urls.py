from django.urls import path

from apps.quotas.views import asking, drafts, mine, recomputing

app_name = "quotas"
urlpatterns = [
    path("me/goal/", mine.mine, name="mine"),
    path("org/<int:pk>/goals/", asking.organization, name="organization"),
    path(
        "org/<int:pk>/goals/<int:goal>/take-back/",
        asking.organization_take_back,
        name="organization_take_back",
    ),
    path("region/<str:code>/goals/", asking.region, name="region"),
    path("region/<str:code>/goals/<int:goal>/take-back/", asking.region_take_back, name="region_take_back"),
    path("region/<str:code>/goals/drafts/", drafts.drafts, name="drafts"),
    path("region/<str:code>/goals/drafts/<int:pk>/", drafts.draft, name="draft"),
    path("region/<str:code>/goals/drafts/<int:pk>/draft.xlsx", drafts.draft_workbook, name="draft_workbook"),
    path("region/<str:code>/recomputes/", recomputing.recomputes, name="recomputes"),
]
