"""Evaluations, awards and whole files for programs."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from apps.recognition.api.at_workbench import HeardViewSet, ToEvaluateViewSet
from apps.recognition.api.awards import (
    CommendationViewSet,
    KeptCommendationViewSet,
    MyCommendationViewSet,
)
from apps.recognition.api.evaluations import (
    EvaluationViewSet,
    MyEvaluationViewSet,
    WaitingEvaluationViewSet,
)
from apps.recognition.api.files import (
    LookClassView,
    LookView,
    MyFileClassView,
    MyFileView,
    OrganizationFileClassView,
    OrganizationFileView,
)

BASE = "managed-organizations/<int:organization>"

router = SimpleRouter(use_regex_path=False)
router.register("me/evaluations", MyEvaluationViewSet, basename="my-evaluation")
router.register("evaluations", EvaluationViewSet, basename="evaluation")
router.register("waiting-evaluations", WaitingEvaluationViewSet, basename="waiting-evaluation")
router.register("me/commendations", MyCommendationViewSet, basename="my-commendation")
router.register("commendations", CommendationViewSet, basename="commendation")
router.register("kept-commendations", KeptCommendationViewSet, basename="kept-commendation")
router.register(f"{BASE}/people-to-evaluate", ToEvaluateViewSet, basename="person-to-evaluate")
router.register(f"{BASE}/evaluations-heard", HeardViewSet, basename="evaluation-heard")
urlpatterns = [
    path("me/whole-file/", MyFileView.as_view(), name="my-whole-file"),
    path("me/whole-file/<slug:code>/", MyFileClassView.as_view(), name="my-whole-file-class"),
    path("whole-files/", LookView.as_view(), name="whole-files"),
    path("whole-files/<int:look>/<slug:code>/", LookClassView.as_view(), name="whole-file-class"),
    path(
        "organizations/<int:organization>/whole-file/<slug:code>/",
        OrganizationFileClassView.as_view(),
        name="organization-whole-file-class",
    ),
    path(
        "organizations/<int:organization>/whole-file/",
        OrganizationFileView.as_view(),
        name="organization-whole-file",
    ),
    *router.urls,
]
