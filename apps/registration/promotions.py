"""The end of a school year: every class of a school moves up, leaves school or stays, as the school says."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, days
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.messaging.actions import News, tell
from apps.organizations.models import Organization, OrganizationKind
from apps.registration.belonging import LAST_GRADE
from apps.registration.classes import bare_class, class_words
from apps.registration.models import Affiliation, Guardianship, Promotion
from apps.registration.signals import affiliations_changed

UP, OUT, STAY = "up", "out", "stay"
USUAL_LAST = {"primary": 6, "middle": 3, "high": 3, "college": 3, "bachelor": 4, "graduate": 3}
NEW_YEAR = 6  # from June on a promotion is for the school year that begins in this year


@dataclass(frozen=True)
class Class:
    """A class of the school as it stands, how many are in it, and what usually becomes of it."""

    stage: str
    grade: int
    name: str
    people: int

    @property
    def key(self):
        return f"{self.stage}-{self.grade}-{self.name}"

    @property
    def words(self):
        return class_words(self.stage, self.grade, self.name)

    @property
    def bare_name(self):
        """The class without its grade, which some typed along: a class moves up under this name."""
        return bare_class(self.stage, self.grade, self.name)

    @property
    def words_after(self):
        return class_words(self.stage, self.grade + 1, self.bare_name) if self.may_go_up else ""

    @property
    def may_go_up(self):
        return self.grade < LAST_GRADE[self.stage]

    @property
    def usual(self):
        return OUT if self.grade >= USUAL_LAST[self.stage] else UP


def school_year_of(day: datetime.date) -> int:
    return day.year if day.month >= NEW_YEAR else day.year - 1


def _there(school, today):
    """Whoever was there before today; who came today is in the new class already."""
    return Affiliation.objects.filter(organization=school, until=None, since__lt=today).exclude(grade=None)


def classes_of(school: Organization, today: datetime.date | None = None) -> list[Class]:
    rows = _there(school, today or days.today()).values_list("stage", "grade", "class_name")
    counted = rows.annotate(people=Count("pk")).order_by("stage", "grade", "class_name")
    return [Class(*row) for row in counted]


def promotion_of(school: Organization, today: datetime.date | None = None) -> Promotion | None:
    """What was done for the school year that runs, if anything was."""
    year = school_year_of(today or days.today())
    return Promotion.objects.filter(organization=school, school_year=year, undone_at=None).first()


def may_undo(promotion: Promotion) -> bool:
    limit = PolicyRow.objects.value("register", "promotion_undo_days")
    return days.today() <= promotion.on + datetime.timedelta(days=limit)


MOVE_UP = """
    INSERT INTO registration_affiliation
        (volunteer_id, identity, organization_id, stage, grade, class_name, student_number, since, is_main, begun_by_id)
    SELECT old.volunteer_id, old.identity, old.organization_id, old.stage, old.grade + 1, up.bare_name,
           old.student_number, %(today)s, old.is_main, %(promotion)s
    FROM registration_affiliation AS old
    JOIN unnest(%(stages)s, %(grades)s, %(names)s, %(bare_names)s) AS up (stage, grade, name, bare_name)
      ON old.stage = up.stage AND old.grade = up.grade AND old.class_name = up.name
    WHERE old.ended_by_id = %(promotion)s
"""


@transaction.atomic
def promote(school: Organization, choices: dict[str, str], *, by: User) -> Promotion:
    """Move the classes of a school as chosen, all at once, once in a school year. Where somebody was until yesterday
    stays as it was; who leaves school says themselves where they go."""
    today = days.today()
    school = Organization.objects.managed_by(by).select_for_update(of=("self",)).get(pk=school.pk)
    if school.kind.group != OrganizationKind.Group.SCHOOL:
        raise Refused(_("只有学校有年级可升。"), code="no_school")
    classes = classes_of(school, today)
    _refuse_odd_choices(classes, choices)
    promotion = Promotion(organization=school, school_year=school_year_of(today), on=today, made_by=by)
    with refusing(Promotion, {"registration_promotion_once_a_school_year": "already_promoted"}):
        promotion.save()
    moving = [one for one in classes if choices[one.key] != STAY]
    if not moving:
        raise Refused(_("没有一个班要动。"), code="nothing_moves")
    moved = _end(promotion, school, moving, today)
    _begin(promotion, [one for one in moving if choices[one.key] == UP], today)
    audit.note("promotion.made", [promotion], by=by, people=len(moved))
    affiliations_changed.send(sender=Affiliation, volunteer_ids=moved)
    _tell(promotion)
    return promotion


def _refuse_odd_choices(classes, choices):
    if set(choices) != {one.key for one in classes}:
        raise Refused(_("班级有变化，看一眼再升。"), code="classes_changed")
    for one in classes:
        if choices[one.key] not in ({UP, OUT, STAY} if one.may_go_up else {OUT, STAY}):
            raise Refused(_("%(name)s不能再升了。") % {"name": one.words}, code="no_higher_grade")


def _columns(classes):
    return {
        "stages": [one.stage for one in classes],
        "grades": [one.grade for one in classes],
        "names": [one.name for one in classes],
    }


END = """
    UPDATE registration_affiliation AS old SET until = %(today)s, ended_by_id = %(promotion)s
    FROM unnest(%(stages)s, %(grades)s, %(names)s) AS moving (stage, grade, name)
    WHERE old.organization_id = %(school)s AND old.until IS NULL AND old.since < %(today)s
      AND old.stage = moving.stage AND old.grade = moving.grade AND old.class_name = moving.name
    RETURNING old.volunteer_id
"""


def _end(promotion, school, moving, today):
    with connection.cursor() as cursor:
        said = {"today": today, "promotion": promotion.pk, "school": school.pk}
        cursor.execute(END, said | _columns(moving))
        return [volunteer for (volunteer,) in cursor.fetchall()]


def _begin(promotion, up, today):
    with connection.cursor() as cursor:
        said = {"today": today, "promotion": promotion.pk, "bare_names": [one.bare_name for one in up]}
        cursor.execute(MOVE_UP, said | _columns(up))


def _tell(promotion):
    """Those who moved, and their guardians by the child's name. Everybody is told once a promotion."""
    up = promotion.begun.select_related("volunteer").defer("volunteer__document_number")
    out = promotion.ended.exclude(volunteer__in=promotion.begun.values("volunteer"))
    news = [
        (one, _("新学年在%(name)s") % {"name": one.class_words}, _("学校给班级升了级。不对的话，找班主任。"))
        for one in up
    ]
    news += [
        (one, _("毕业了"), _("去了新学校或单位，在“我的档案”里说一声，年度目标就跟过去。"))
        for one in out.select_related("volunteer").defer("volunteer__document_number")
    ]
    _tell_families(f"promotion:{promotion.pk}", news)


def _tell_families(key, news):
    """Each person, and for a child the guardians too, who read whose news it is."""
    guards = defaultdict(list)
    bonds = Guardianship.objects.standing().filter(
        child__in=[one.volunteer_id for one, _title, _body in news]
    )
    for child, user in bonds.values_list("child", "guardian__user"):
        guards[child].append(user)
    tell(
        "promotion",
        [
            item
            for one, title, body in news
            for item in (
                News(one.volunteer.user_id, f"{key}:{one.volunteer_id}", title, body, "/me/file/"),
                *(
                    News(
                        user,
                        f"{key}:{one.volunteer_id}",
                        f"{one.volunteer.masked_name}：{title}",
                        body,
                        "/me/children/",
                    )
                    for user in guards[one.volunteer_id]
                ),
            )
        ],
    )


@transaction.atomic
def undo(promotion: Promotion, *, by: User) -> None:
    """Take a promotion back within the days of the policy: everybody is where they were before. Who has moved on by
    themselves since then stays where they went."""
    school = Organization.objects.managed_by(by).get(pk=promotion.organization_id)
    promotion = Promotion.objects.select_for_update(of=("self",)).get(organization=school, pk=promotion.pk)
    if promotion.undone_at:
        raise Refused(_("已经撤销过了。"), code="already_undone")
    if not may_undo(promotion):
        raise Refused(_("过了可以撤销的日子。"), code="too_late")
    promotion.undone_by, promotion.undone_at = by, timezone.now()
    promotion.save(update_fields=["undone_by", "undone_at"])
    moved_on = list(promotion.begun.exclude(until=None).values_list("volunteer", flat=True))
    promotion.begun.filter(until=None).delete()
    elsewhere = Affiliation.objects.filter(until=None, is_main=True).values("volunteer")
    back = promotion.ended.exclude(volunteer__in=moved_on).exclude(is_main=True, volunteer__in=elsewhere)
    volunteers = list(promotion.ended.values_list("volunteer", flat=True))
    returned = list(back.select_related("volunteer").defer("volunteer__document_number"))
    back.update(until=None, ended_by=None)
    _tell_families(
        f"promotion:{promotion.pk}:undone",
        [
            (one, _("升级撤销了，还在%(name)s") % {"name": one.class_words}, _("学校撤销了这次升级。"))
            for one in returned
        ],
    )
    audit.note("promotion.undone", [promotion], by=by)
    affiliations_changed.send(sender=Affiliation, volunteer_ids=volunteers)
