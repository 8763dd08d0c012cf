"""Hours for programs: one's own, and those one decides."""

from rest_framework.routers import SimpleRouter

from apps.hours.api.appeals import AppealViewSet, MyAppealViewSet
from apps.hours.api.papers import BackfillViewSet, HandEntryViewSet, HeldViewSet, TransferViewSet
from apps.hours.api.records import HourViewSet, MyHourViewSet, MyTotalViewSet

router = SimpleRouter(use_regex_path=False)
router.register("me/hours", MyHourViewSet, basename="my-hour")
router.register("me/totals", MyTotalViewSet, basename="my-total")
router.register("me/appeals", MyAppealViewSet, basename="my-appeal")
router.register("me/transfers", TransferViewSet, basename="my-transfer")
router.register("hours", HourViewSet, basename="hour")
router.register("held-hours", HeldViewSet, basename="held-hour")
router.register("hand-entries", HandEntryViewSet, basename="hand-entry")
router.register("backfills", BackfillViewSet, basename="backfill")
router.register("appeals", AppealViewSet, basename="appeal")
urlpatterns = router.urls
