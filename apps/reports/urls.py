from django.urls import path

from apps.reports.views import exports, figures, people, report

app_name = "reports"
urlpatterns = [
    path("region/<str:code>/compare/", figures.compare, name="compare"),
    path("region/<str:code>/compare.xlsx", figures.compare_workbook, name="compare_workbook"),
    path("region/<str:code>/past/", figures.past, name="past"),
    path("region/<str:code>/past.xlsx", figures.past_workbook, name="past_workbook"),
    path("region/<str:code>/figures.xlsx", figures.workbook, name="workbook"),
    path("region/<str:code>/figures.pdf", figures.one_page, name="sheet"),
    path("region/<str:code>/entered/", figures.entered, name="entered"),
    path("region/<str:code>/entered/<int:pk>/withdraw/", figures.withdraw, name="withdraw"),
    path("region/<str:code>/reports/", report.region, name="region"),
    path("region/<str:code>/reports/download/", exports.download, name="region_download"),
    path("region/<str:code>/reports/exports/", exports.exports, name="region_exports"),
    path("region/<str:code>/reports/exports/<int:export>/file/", exports.take, name="region_take"),
    path("region/<str:code>/reports/exports/<int:export>/agree/", exports.agree, name="region_agree"),
    path("region/<str:code>/reports/exports/<int:export>/refuse/", exports.refuse, name="region_refuse"),
    path("org/<int:pk>/report/", report.roster, name="roster"),
    path("org/<int:pk>/report/people/", people.people, name="people"),
    path("org/<int:pk>/report/people/<int:volunteer>/", people.person, name="person"),
    path("org/<int:pk>/report/people/<int:volunteer>/statement/", people.state, name="state"),
    path("org/<int:pk>/report/statements/<int:certificate>/file/", people.statement, name="statement"),
    path("org/<int:pk>/report/download/", exports.download, name="download"),
    path("org/<int:pk>/report/exports/", exports.exports, name="exports"),
    path("org/<int:pk>/report/exports/<int:export>/file/", exports.take, name="take"),
    path("org/<int:pk>/report/exports/<int:export>/agree/", exports.agree, name="agree"),
    path("org/<int:pk>/report/exports/<int:export>/refuse/", exports.refuse, name="refuse"),
]
