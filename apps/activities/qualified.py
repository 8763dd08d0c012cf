"""Whoever comes to a position that asks for a checked certificate (of a doctor, a lawyer, a counsellor) has one that is in
force on that day (志愿服务条例第十六条). Asked when they sign up (`skills`), and once more at the code, at the roll and at
the roll in the field: the shift may lie on another day by now."""

from collections import defaultdict
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.activities.conditions import Missing
from apps.activities.models import Shift
from apps.core import days
from apps.core.errors import Refused
from apps.registration.models import Qualification, Skill, Volunteer


class Qualified:
    """What a shift asks certificates for, and which of these people hold them on its day: read once, asked for each.
    What somebody says of themselves (a skill without a certificate) is not asked again."""

    def __init__(self, volunteer_ids: Iterable[int], shift: Shift) -> None:
        asked = {*shift.position.activity.required_skills, *shift.position.required_skills}
        needing = Skill.objects.filter(pk__in=asked, needs_certificate=True) if asked else []
        self.names = dict(needing.order_by("pk").values_list("pk", "name")) if asked else {}
        self.held: dict[int, set[str]] = defaultdict(set)
        if self.names:
            day = days.day_of(shift.starts_at)
            rows = Qualification.objects.holding(day).filter(
                volunteer__in=list(volunteer_ids), skill__in=self.names
            )
            for volunteer, skill in rows.values_list("volunteer_id", "skill_id"):
                self.held[volunteer].add(skill)

    def lacks(self, volunteer_id: int) -> list[str]:
        """The names of what somebody lacks."""
        return [name for code, name in self.names.items() if code not in self.held[volunteer_id]]


def lack_of_qualification(shift: Shift, volunteer: Volunteer) -> Missing | None:
    """What certificate somebody lacks who stands at the door, and what to do about it."""
    lacking = Qualified([volunteer.pk], shift).lacks(volunteer.pk)
    if not lacking:
        return None
    words = _(
        "这个岗位要有“%(names)s”的证书，你的没有审核通过，或者过了有效期，不能签到。"
        "把有效的证书传上来，审核通过再签到，或者请队里换个岗位。"
    )
    page = reverse("registration:file")
    return Missing("not_qualified", words % {"names": "、".join(lacking)}, _("去传证书"), page)


def refuse_unqualified(shift: Shift, volunteer: Volunteer) -> None:
    if missing := lack_of_qualification(shift, volunteer):
        raise missing.refusal()


def refuse_unqualified_people(shift: Shift, came: Iterable[Volunteer]) -> None:
    """Nobody is noted at such a position without the certificate; named, so that the others can be."""
    came = list(came)
    qualified = Qualified([person.pk for person in came], shift)
    names = "、".join(person.masked_name for person in came if qualified.lacks(person.pk))
    if names:
        words = _(
            "这些人没有这个岗位要的证书，或者过了有效期，不能记：%(names)s。请本人在“我的档案”里传证书。"
        )
        raise Refused(words % {"names": names}, code="not_qualified")
