"""The API's document, and the page that shows it. Both are ours: no other host is asked."""

from functools import cache

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView


@cache
def document():
    """Made once for a process: it depends on nothing but the code."""
    return SchemaGenerator().get_schema(public=True)


class DocumentView(APIView):
    authentication_classes = []
    permission_classes = [AllowAny]
    schema = None

    def get(self, request):
        return Response(document())


class DocsView(SpectacularSwaggerSplitView):
    """The split view keeps its script apart from the page, as the content security policy wants it."""

    url_name = "api:schema"
    template_name = "api/docs.html"
