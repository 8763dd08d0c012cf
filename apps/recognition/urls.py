from django.urls import path

from apps.recognition.views import mine, moderation, office, organization

app_name = "recognition"
urlpatterns = [
    path("me/evaluations/", mine.evaluations, name="mine"),
    path("me/evaluations/<int:signup>/", mine.evaluate, name="evaluate"),
    path("me/awards/", mine.awards, name="awards"),
    path("me/awards/<int:pk>/proof/", mine.award_proof, name="award_proof"),
    path("me/file/whole/", mine.whole_file, name="file"),
    path("me/file/whole/pdf/", mine.whole_file_pdf, name="file_pdf"),
    path("org/<int:pk>/evaluations/", organization.evaluations, name="organization_evaluations"),
    path("org/<int:pk>/evaluations/shifts/<int:shift>/", organization.evaluate, name="organization_evaluate"),
    path("org/<int:pk>/evaluations/said/", organization.said, name="organization_said"),
    path("org/<int:pk>/evaluations/below/", moderation.organization, name="organization_moderation"),
    path("org/<int:pk>/awards/", organization.awards, name="organization_awards"),
    path("org/<int:pk>/awards/ask/", organization.ask, name="organization_ask"),
    path("org/<int:pk>/awards/to/<slug:to>/", organization.give, name="organization_give"),
    path("org/<int:pk>/awards/<int:award>/proof/", organization.proof, name="organization_proof"),
    path("org/<int:pk>/awards/<int:award>/void/", organization.void, name="organization_void"),
    path("org/<int:pk>/file/", organization.whole_file, name="organization_file"),
    path("org/<int:pk>/file/pdf/", organization.whole_file_pdf, name="organization_file_pdf"),
    path("region/<str:code>/awards/", office.awards, name="region_awards"),
    path("region/<str:code>/awards/recorded/", office.recorded, name="region_recorded"),
    path("region/<str:code>/awards/to/<slug:to>/", office.give, name="region_give"),
    path("region/<str:code>/awards/evaluations/", moderation.region, name="region_moderation"),
    path("region/<str:code>/awards/files/", office.files, name="region_files"),
    path("region/<str:code>/awards/files/<int:pk>/", office.file, name="region_file"),
    path("region/<str:code>/awards/files/<int:pk>/pdf/", office.file_pdf, name="region_file_pdf"),
    path("region/<str:code>/awards/<int:pk>/", office.award, name="region_award"),
    path("region/<str:code>/awards/<int:pk>/proof/", office.proof, name="region_proof"),
    path("region/<str:code>/awards/<int:pk>/void/", office.void, name="region_void"),
    path("region/<str:code>/organizations/<int:pk>/file/", office.organization, name="region_organization"),
    path(
        "region/<str:code>/organizations/<int:pk>/file/pdf/",
        office.organization_pdf,
        name="region_organization_pdf",
    ),
]
