from apps.registration.api import cases, children, file

urlpatterns = [*file.urlpatterns, *children.urlpatterns, *cases.urlpatterns]
