"""Reports by API: figures of regions, the report of a school or unit, what it states of its people, and files that are taken
out."""

from apps.reports.api import exports, figures, report, statements

urlpatterns = [
    *figures.urlpatterns,
    *report.urlpatterns,
    *exports.urlpatterns,
    *statements.urlpatterns,
]
