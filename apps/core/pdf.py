"""Pages to print, set by typst: the same type and colours as the site, and what people wrote only ever as data."""

import json
import re
import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import typst
import zxingcpp
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

APPS = settings.BASE_DIR / "apps"
HOUSE = "core/house.typ"
FONTS = settings.BASE_DIR / "static" / "dist" / "fonts"  # Mongolian, by the build of the front end

DARK = re.compile(rb"\0+")  # a run of dark squares in a line of a QR code


def render(template, data, pictures=None) -> bytes:
    """A PDF from a template of an app: "activities/poster.typ" lies in apps/activities/pdf/.

    The template sees `data` (what JSON can say) and the pictures by their names, nothing else: no file, no
    network, no font of the machine. Text is never read as markup.
    """
    sheets = {"main.typ": source(template), "house.typ": source(HOUSE)}
    inputs = {"data": _written(data), "house": _written(_imprint())}
    return typst.compile(
        {**(pictures or {}), **sheets},
        sys_inputs=inputs,
        ignore_system_fonts=True,
        font_paths=_fonts(),
        timestamp=int(timezone.now().timestamp()),
    )


def qr_svg(text) -> bytes:
    """A QR code to be put into a page, with the quiet edge it needs. Drawn by a compiled library: a thousand certificates
    carry as many codes with a long text each."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    squares = memoryview(code.to_image(scale=1, add_quiet_zones=True))
    side = squares.shape[0]
    runs = "".join(
        f"M{run.start()} {line}.5h{run.end() - run.start()}"
        for line in range(side)
        for run in DARK.finditer(bytes(squares[line, column] for column in range(side)))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{4 * side}" height="{4 * side}" viewBox="0 0 {side} {side}">'
        f'<path stroke="#000" d="{runs}"/></svg>'
    ).encode()


def pdf_answer(pdf, name) -> HttpResponse:
    """The PDF as a download; what is on it may be about one person, so no cache keeps it."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, private=True, no_store=True)
    return response


@cache
def source(template):
    app, _slash, name = template.partition("/")
    return (APPS / app / "pdf" / name).read_bytes()


@cache
def _fonts():
    """Fonts brought along as a package, rare characters of names too: a page looks the same wherever it is made."""
    if not any(FONTS.glob("*.ttf")):
        raise ImproperlyConfigured(
            "The front end is not built: no font for Mongolian names. Run `make assets`."
        )
    package = Path(find_spec("justmytype_intl_cjk").origin).parent
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[str(package / "fonts" / "ofl"), str(FONTS)],
    )


def _imprint():
    now = timezone.localtime()
    printed = _("%(year)d年%(month)d月%(day)d日 %(time)s打印") % {
        "year": now.year,
        "month": now.month,
        "day": now.day,
        "time": f"{now:%H:%M}",
    }
    return {
        "site": settings.SITE_NAME,
        "address": settings.SITE_URL.partition("://")[2],
        "printed": printed,
        "pages": _("第{page}页，共{pages}页"),
    }


def _written(data):
    return json.dumps(_printable(data), ensure_ascii=False)


def _printable(value):
    """Characters that cannot be printed, or that turn the writing round, are left out."""
    if isinstance(value, str):
        return "".join(
            c
            for c in value
            if c in "\n\t\u180e\u200c\u200d" or unicodedata.category(c) not in {"Cc", "Cf", "Cs"}
        )
    if isinstance(value, dict):
        return {key: _printable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(inner) for inner in value]
    return value
