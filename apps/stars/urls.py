from django.urls import path

from apps.stars.views import association, mine, notices, public

app_name = "stars"
urlpatterns = [
    path("me/stars/", mine.mine, name="mine"),
    path("me/stars/roll/", mine.my_roll, name="my_roll"),
    path("org/<int:pk>/stars/", association.waiting, name="waiting"),
    path("org/<int:pk>/stars/notices/", association.notices, name="notices"),
    path("org/<int:pk>/stars/notices/<int:notice>/", notices.notice, name="notice"),
    path("org/<int:pk>/stars/objections/<int:objection>/", notices.objection, name="objection"),
    path("org/<int:pk>/stars/fallen/", association.fallen, name="fallen"),
    path("org/<int:pk>/stars/recognized/", association.recognized, name="recognized"),
    path("stars/notices/<int:pk>/", public.public_notice, name="public_notice"),
    path("stars/notices/<int:pk>/<int:candidate>/", public.object_to, name="object"),
    path("stars/<int:code>/", public.roll, name="roll"),
    path("stars/<int:code>/notices/", public.open_notices, name="open_notices"),
]
