"""What changes by itself on a birthday: at 14 the separate agreement to a child's data, at 18 all of it."""

import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Consent
from apps.core import audit, days
from apps.core.models import PolicyRow
from apps.messaging.actions import News, tell
from apps.registration.models import Guardianship, Volunteer

Purpose = Consent.Purpose


@transaction.atomic
def turn_of_age(today: datetime.date | None = None) -> int:
    """End what ends with an age, and tell both sides. The rules themselves ask for the age on the day (see
    Volunteer.consents_needed); this keeps the rows in step. Safe to run on any day as often as one likes: whom a night
    missed the next one finds. Returns how many guardianships ended."""
    today = today or days.today()
    ages = PolicyRow.objects.values_of("age")
    _fourteen(born_until(today, ages["child"]))
    return _eighteen(born_until(today, ages["adult"]))


def born_until(today: datetime.date, age: int) -> datetime.date:
    """The latest birth date of whoever is so old today. Born on 29 February, one has a birthday on 1 March in other
    years."""
    try:
        return today.replace(year=today.year - age)
    except (
        ValueError
    ):  # 29 February, and no such day then: who was born on 28 February is old enough, on 1 March not
        return today.replace(year=today.year - age, day=28)


def _fourteen(latest):
    """Under 14 a child's data need an agreement of their own; from 14 on nothing asks for it any more."""
    children = Volunteer.objects.filter(birth_date__lte=latest)
    given = Consent.objects.not_withdrawn().filter(purpose=Purpose.MINOR_DATA)
    taken = list(given.filter(user__in=children.values("user")).select_for_update(of=("self",)))
    _end(taken)
    users = [consent.user_id for consent in taken]
    names = Volunteer.objects.filter(user__in=users).defer("document_number")
    guards = _guardians(names)
    title = _("%(name)s满14岁了")
    own = _("满14岁了")
    words = _("单独保存儿童信息的同意到今天为止，不再需要。报名还要监护人同意，满18岁以后自己做主。")
    _tell_both(names, guards, "14", own=own, title=title, words=words)


def _eighteen(latest):
    """Of age one decides for oneself: nobody answers for them, agreements of others are over, the account is theirs."""
    standing = Guardianship.objects.standing().filter(child__birth_date__lte=latest)
    ended = list(standing.select_related("child", "guardian").select_for_update(of=("self",)))
    grown = Volunteer.objects.filter(birth_date__lte=latest)
    given = Consent.objects.not_withdrawn().filter(
        Q(purpose__in=[Purpose.MINOR, Purpose.MINOR_DATA])
        | Q(purpose=Purpose.INSURER) & ~Q(given_by=F("user"))
    )
    _end(list(given.filter(user__in=grown.values("user")).select_for_update(of=("self",))))
    Volunteer.objects.filter(birth_date__lte=latest, guardian_code__isnull=False).update(guardian_code=None)
    guards = {}
    for one in ended:
        guards.setdefault(one.child_id, []).append(one.guardian.user_id)
    names = {one.child_id: one.child for one in ended}
    Guardianship.objects.filter(pk__in=[one.pk for one in ended]).update(ended_at=timezone.now())
    audit.note("guardian.of_age", ended, by=None)
    words = _("从今天起自己报名、自己同意，监护关系结束了。时长、编号都还在。")
    own, title = _("满18岁了，自己做主"), _("%(name)s满18岁了，自己做主")
    _tell_both(names.values(), guards, "18", own=own, title=title, words=words)
    return len(ended)


def _end(consents):
    Consent.objects.filter(pk__in=[one.pk for one in consents]).update(withdrawn_at=timezone.now())
    audit.note("consent.outgrown", consents, by=None)


def _guardians(volunteers):
    guards = {}
    standing = Guardianship.objects.standing().filter(child__in=volunteers)
    for child, user in standing.values_list("child", "guardian__user"):
        guards.setdefault(child, []).append(user)
    return guards


def _tell_both(volunteers, guards, age, *, own, title, words):
    news = []
    for one in volunteers:
        key = f"age:{one.pk}:{age}"
        news.append(News(one.user_id, key, own, words, "/me/file/"))
        told = title % {"name": one.masked_name}
        news += [News(user, key, told, words, "/me/children/") for user in guards.get(one.pk, [])]
    tell("birthday", news)
