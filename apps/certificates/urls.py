from django.urls import path

from apps.certificates.views import desks, mine, public

app_name = "certificates"
urlpatterns = [
    path("verify/", public.verify, name="verify"),
    path("verify/offline/", public.offline, name="offline"),
    path("verify/<str:token>/", public.check, name="check"),
    path("certificates/keys/", public.keys, name="keys"),
    path("certificates/keys/<str:key_id>.cer", public.pdf_certificate, name="pdf_certificate"),
    path("certificates/issuer/", public.issuer, name="issuer"),
    path("me/certificates/", mine.index, name="mine"),
    path("me/certificates/new/", mine.create, name="create"),
    path("me/certificates/<int:pk>/", mine.one, name="mine_one"),
    path("me/certificates/<int:pk>/file/", mine.file, name="file"),
    path("me/certificates/<int:pk>/badge/", mine.badge, name="badge"),
    path("me/certificates/stars/<int:recognition>/", mine.of_star, name="of_star"),
    path("me/certificates/trainings/<int:completion>/", mine.of_training, name="of_training"),
    path("org/<int:pk>/certificates/", desks.batches, name="batches"),
    path("org/<int:pk>/certificates/new/", desks.create, name="batch_new"),
    path("org/<int:pk>/certificates/<int:batch>/", desks.batch, name="batch"),
    path("org/<int:pk>/certificates/<int:batch>/file/", desks.archive, name="archive"),
    path("org/<int:pk>/certificates/<int:batch>/print/", desks.printed, name="printed"),
    path("org/<int:pk>/certificates/<int:batch>/resume/", desks.resume, name="batch_resume"),
    path("org/<int:pk>/seal/", desks.seal, name="seal"),
    path("org/<int:pk>/seal/<int:seal>/picture/", desks.seal_picture, name="seal_picture"),
    path("org/<int:pk>/seal/<int:seal>/withdraw/", desks.withdraw, name="seal_withdraw"),
    path("region/<str:code>/seals/", desks.seals, name="seals"),
    path("region/<str:code>/seals/<int:seal>/picture/", desks.waiting_picture, name="waiting_seal"),
    path("region/<str:code>/seals/<int:seal>/approve/", desks.approve, name="seal_approve"),
    path("region/<str:code>/seals/<int:seal>/refuse/", desks.refuse, name="seal_refuse"),
]
