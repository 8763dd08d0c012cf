from django.conf import settings


def site(request):
    """What the frame of every page needs: the person's choices of type size and colours, and the house they are in."""
    return {
        "site_name": settings.SITE_NAME,
        "deployment": settings.DEPLOYMENT,
        "size": "large" if request.COOKIES.get("size") == "large" else "",
        "theme": request.COOKIES.get("theme") if request.COOKIES.get("theme") in {"dark", "light"} else "",
    }
