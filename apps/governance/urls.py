from django.urls import path

from apps.governance.views import mine, office, organization

app_name = "governance"
urlpatterns = [
    path("complaints/<slug:about>/<str:key>/", mine.lodge, name="lodge"),
    path("me/complaints/", mine.mine, name="mine"),
    path("me/complaints/<int:pk>/", mine.mine_one, name="mine_one"),
    path("me/complaints/<int:pk>/withdraw/", mine.withdraw, name="withdraw"),
    path("me/complaints/<int:pk>/<uuid:file>/", mine.proof, name="proof"),
    path("org/<int:pk>/complaints/", organization.complaints, name="organization_complaints"),
    path("org/<int:pk>/complaints/<int:complaint>/", organization.complaint, name="organization_complaint"),
    path("region/<str:code>/complaints/", office.complaints, name="region_complaints"),
    path("region/<str:code>/complaints/<int:pk>/", office.complaint, name="region_complaint"),
    path("region/<str:code>/complaints/<int:pk>/<uuid:file>/", office.proof, name="region_proof"),
]
