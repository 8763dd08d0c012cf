from apps.quotas.api import goals, recomputing

urlpatterns = [*goals.urlpatterns, *recomputing.urlpatterns]
