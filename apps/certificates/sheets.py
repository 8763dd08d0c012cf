"""Certificates as A4 pages. What is printed is what was signed, nothing is looked up anew."""

import base64
import io

from django.conf import settings
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from PIL import Image, ImageChops

from apps.certificates import numbers, sealing
from apps.certificates.models import Certificate
from apps.core import pdf
from apps.core.display import hours_minutes

MONGOLIAN = range(0x1800, 0x18B0)


def address_of(token, payload=""):
    """Where a certificate is checked; with its payload what stands in the QR code."""
    return f"{settings.SITE_URL}/verify/{token}/" + (f"#{payload}" if payload else "")


def sheet_of(claims, payload, seal=None) -> bytes:
    """The signed PDF of a certificate, by its claims and its signed code; `seal` is the picture of a seal."""
    pictures = {"qr.svg": pdf.qr_svg(address_of(claims["token"], payload))}
    if seal:
        pictures["seal.svg"] = as_stamp(seal)
    data = {**claims, "has_seal": bool(seal), "title": str(Certificate.Kind(claims["kind"]).label)}
    data |= {"paragraph": paragraph_of(claims), "words": _words(), "code": numbers.in_fives(claims["token"])}
    data |= {"words_of_thanks": claims.get("words", "")}
    data |= {"is_mongolian": any(ord(letter) in MONGOLIAN for letter in claims["name"])}
    data |= {"time": hours_minutes(claims["minutes"]), "day": _day(claims["issued_on"])}
    data |= {key: _day(claims[key]) for key in ["expires_on"] if claims.get(key)}
    data |= {key: _with_hours(claims[key]) for key in ("sources", "organizations", "groups") if key in claims}
    if "lines" in claims:
        data["lines"] = [
            [day, title, host, hours_minutes(minutes), source]
            for day, title, host, minutes, source in claims["lines"]
        ]
    template = "service" if claims["kind"] in {"service", "stated"} else "award"
    page = pdf.render(f"certificates/{template}.typ", data, pictures)
    return sealing.seal(page, reason=data["title"], place=settings.SITE_NAME)


def paragraph_of(claims):
    """The sentence a certificate consists of."""
    words = {
        "service": _("%(since)s至%(until)s，累计志愿服务%(time)s，共%(records)d次。"),
        "star": _(
            "累计志愿服务时间达到%(time)s，经%(association)s认定为%(star)s级志愿者（%(document_number)s）。"
        ),
        "training": _("参加%(organizer)s举办的“%(title)s”培训，学习%(time)s，%(passed_on)s合格。"),
        "stated": _(
            "在%(place)s%(there)s期间，%(since)s至%(until)s累计志愿服务%(time)s，共%(records)d次。用于%(purpose)s。"
        ),
        "thanks": _("在“%(activity)s”中参加志愿服务%(time)s。感谢你的付出！"),
    }
    told = {key: _day(value) if key in DAYS and value else value for key, value in claims.items()}
    return words[claims["kind"]] % {**told, "time": hours_minutes(claims["minutes"])}


DAYS = {"since", "until", "passed_on", "expires_on", "recognized_on", "issued_on"}


def _day(text):
    day = parse_date(text)
    return _("%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}


def _with_hours(sums):
    """[…words, minutes, count] as a row of a table."""
    return [
        [*words, hours_minutes(minutes), _("%(count)d次") % {"count": count}]
        for *words, minutes, count in sums
    ]


def _words():
    return {
        "number": _("编号"),
        "code": _("校验码"),
        "volunteer": _("志愿者编号"),
        "name": _("姓名"),
        "period": _("服务时间"),
        "about": _("记录单位"),
        "total": _("累计志愿服务时长"),
        "sources": _("时长从哪里来"),
        "organizations": _("由谁记录"),
        "lines": _("服务明细"),
        "groups": _("服务内容"),
        "date": _("日期"),
        "activity": _("活动"),
        "hours": _("时长"),
        "source": _("来源"),
        "times": _("次数"),
        "to": _("至"),
        "scan": _("扫码查验"),
        "check": _(
            "扫二维码，或者到 %(address)s/verify/ 输入编号和校验码，看它现在还有没有效。没有网络时，用公开的验证公钥也能核对。"
        )
        % {"address": settings.SITE_URL.partition("://")[2]},
        "free": _("依据《志愿服务记录与证明出具办法（试行）》出具，不收费，不得用于商业目的。"),
        "hereby": _("特发此证"),
        "expires": _("有效期至"),
        "organizer": _("举办单位"),
        "platform": settings.SITE_NAME,
    }


def as_stamp(picture: bytes) -> bytes:
    """A scanned seal as ink: what is white lets through what lies under it. As SVG, since a page that is made in memory
    takes text only."""
    with Image.open(io.BytesIO(picture)) as opened:
        image = opened.convert("RGB")
        image.thumbnail((600, 600))
        red, green, blue = image.split()
        darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
        image.putalpha(ImageChops.invert(darkest).point(lambda value: min(255, value * 2)))
        out = io.BytesIO()
        image.save(out, "PNG")
    width, height = image.size
    inside = base64.b64encode(out.getvalue()).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{inside}"/></svg>'
    ).encode()
