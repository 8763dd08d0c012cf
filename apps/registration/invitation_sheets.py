"""Invitations on paper for those whom a school or unit has put on its roster."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core import pdf


def sheets_of(organization, classes) -> bytes:
    """A slip for each person, a class after the other. Everybody's says the same."""
    address = settings.SITE_URL + reverse("registration:start")
    data = {
        "title": _("请你来确认"),
        "place": organization.name,
        "address": address,
        "steps": [
            _("1. 扫码，用自己的手机号注册。"),
            _("2. 填自己的姓名、证件，交上去核验。"),
            _("3. 核验通过后，在“我的档案”里点“是的，我在这里”。"),
        ],
        "hint": _("未满18岁，由监护人在自己的账号里确认。已经注册过的，直接从第3步开始。"),
        "classes": [
            {
                "name": members[0].class_words or _("没有填部门"),
                "people": [one.name for one in members],
            }
            for members in classes
        ],
    }
    return pdf.render("registration/invitations.typ", data, {"qr.svg": pdf.qr_svg(address)})
