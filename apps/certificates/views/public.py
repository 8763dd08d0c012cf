"""Anyone checks a certificate they hold; nobody finds one they do not hold."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.certificates import badges, checking, sealing, signing
from apps.certificates.forms import PaperForm, TypedForm
from apps.certificates.limits import limited
from apps.certificates.papers import Unreadable

DAYS = {"f", "u", "i", "e"}  # what of a signed code is a day


def verify(request):
    """By number and code as printed, or by the PDF."""
    if request.method == "POST":
        return by_file(request) if "paper" in request.FILES or "file" in request.POST else by_hand(request)
    return _form(request)


@limited("verify")
def by_hand(request):
    form = TypedForm(request.POST)
    if form.is_valid():
        found = checking.by_number(form.cleaned_data["number"], form.cleaned_data["token"])
        if found:
            return redirect("certificates:check", found.certificate.token)
        form.add_error(
            None, _("没有查到。编号和校验码要照着证明一个不差地填；填对了还查不到，就不是这里开的。")
        )
    return _form(request, typed=form)


@limited("verify_file")
def by_file(request):
    form = PaperForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            found = checking.by_paper(form.cleaned_data["paper"])
        except Unreadable:
            form.add_error("paper", _("这份PDF打不开，可能没有传完整。"))
        else:
            return _private(render(request, "certificates/check.html", _told(found)))
    return _form(request, paper=form)


def _form(request, typed=None, paper=None):
    context = {"typed": typed or TypedForm(), "paper": paper or PaperForm()}
    return render(request, "certificates/verify.html", context)


@require_safe
@limited("verify")
def check(request, token):
    """Where the code on the paper leads: valid, replaced or revoked, with a masked name and the hours."""
    found = checking.by_token(token)
    if found is None:
        return _private(render(request, "certificates/unknown.html", status=404))
    return _private(render(request, "certificates/check.html", _told(found)))


def _told(found):
    claims = dict(found.claims or {})
    claims |= {key: parse_date(claims[key]) for key in DAYS & claims.keys()}
    return {"found": found, "row": found.certificate, "claims": claims, "genuine": found.genuine}


def _private(response):
    patch_cache_control(response, private=True, no_store=True)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def offline(request):
    """How to check without a network, with the keys, and a checker that works in the browser alone."""
    keys = {
        key_id: {"x": signing.encode(key.raw), "bad_from": key.bad_from}
        for key_id, key in signing.known().items()
    }
    context = {"keys": keys, "keys_json": signing.written(keys).decode()}
    return render(request, "certificates/offline.html", context)


@require_safe
def keys(request):
    """The public keys as a JSON Web Key Set, and with each the certificate by which the PDF is checked."""
    found = signing.published()
    found["pdf"] = [
        {"kid": key_id, "x5c": [signing.base64.b64encode(der).decode()]}
        for key_id, der in sealing.certificates().items()
    ]
    return _open(JsonResponse(found))


@require_safe
def pdf_certificate(request, key_id):
    """The certificate with which the PDF files of a key are signed, to be trusted in a PDF reader."""
    der = sealing.certificates().get(key_id)
    if der is None:
        return render(request, "404.html", status=404)
    response = HttpResponse(der, content_type="application/pkix-cert")
    response.headers["Content-Disposition"] = f'attachment; filename="{key_id}.cer"'
    return response


@require_safe
def issuer(request):
    """Who issues badges, as their checkers ask for it."""
    return _open(JsonResponse(badges.issuer()))


def _open(response):
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
