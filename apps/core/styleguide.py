from django.shortcuts import render


def styleguide(request):
    """Every component on one page, outside production."""
    return render(request, "styleguide/index.html")
