"""A person objects to what was or was not recorded; somebody outside the chain decides, by a reversal and a new record."""

import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities.actions.absences import note_came_after_all
from apps.activities.actions.signups import hold_with_shifts
from apps.activities.models import Signup
from apps.core import audit, days, uploads
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.core.templatetags.ui import day_words
from apps.hours import books
from apps.hours.actions.deciding import (
    because,
    confirm_hours,
    lock_volunteers,
    reject_hours,
    take_back,
    with_title,
)
from apps.hours.addressed import staff_of, those_above
from apps.hours.models import Appeal, HourRecord
from apps.hours.pieces import Stretch, break_due, minutes_between, whole_minute
from apps.messaging.actions import News, tell
from apps.registration.models import Volunteer

State, What = Appeal.State, Appeal.What
ABOUT = {
    HourRecord.State.PENDING: {What.TOO_SHORT, What.WRONG},
    HourRecord.State.CONFIRMED: {What.TOO_SHORT, What.WRONG},
    HourRecord.State.REJECTED: {What.REJECTED},
    HourRecord.State.VOIDED: {What.VOIDED},
}
AGAIN = {
    "hours_appeal_one_a_record_and_round": "asked_already",
    "hours_appeal_one_a_signup_and_round": "asked_already",
}


@transaction.atomic
def file_appeal(
    subject: HourRecord | Signup, *, by: User, what: str, words: str, proofs=(), today=None
) -> Appeal:
    """Object to a record, or to there being none of a shift one signed up to: with words and perhaps files, within the
    days of the policy, by the person or whoever answers for them. One objection at a time, so many rounds at the most."""
    today = today or days.today()
    policy = PolicyRow.objects.values_of("hours", today)
    words = words.strip()
    if not words:
        raise Refused(_("写几句哪儿不对，处理的人才知道。"), code="words_missing")
    appeal = _about_record(subject, what) if isinstance(subject, HourRecord) else _about_signup(subject, what)
    if not Volunteer.objects.acted_for_by(by).filter(pk=appeal.volunteer_id).exists():
        raise Refused(_("只有本人和监护人可以申诉。"), code="not_yours")
    since = _day_it_began(subject)
    if today > since + datetime.timedelta(days=policy["appeal_days"]):
        raise Refused(_("过了%(days)d天，不能再申诉了。") % {"days": policy["appeal_days"]}, code="too_late")
    before = list(_earlier(appeal))
    if any(one.state == State.OPEN for one in before):
        raise Refused(_("这一条的申诉还在处理，等有了结果再说。"), code="asked_already")
    if len(before) >= policy["appeal_rounds"]:
        raise Refused(
            _("这一条已经申诉过%(count)d次，不能再提了。") % {"count": len(before)}, code="no_more_rounds"
        )
    appeal.round, appeal.made_by, appeal.what, appeal.words = len(before) + 1, by, what, words
    first = policy["appeal_organization_days"] if appeal.round == 1 and appeal.organization_id else 0
    appeal.outside_from = days.working_days_after(today, first)
    appeal.due_on = days.working_days_after(today, policy["appeal_days_to_decide"])
    with refusing(Appeal, AGAIN):
        appeal.save()
    appeal.proofs.set(uploads.attach(proofs, by=by))
    audit.note("hours.appealed", [appeal], by=by, what=what)
    _tell_filed(appeal, by)
    return appeal


def _earlier(appeal):
    about = {"record": appeal.record} if appeal.record_id else {"signup": appeal.signup}
    return Appeal.objects.filter(**about)


def _about_record(record, what):
    if what not in ABOUT[record.state]:
        raise Refused(
            _("这一条现在是“%(state)s”，换一个理由。") % {"state": record.get_state_display()},
            code="other_state",
        )
    return Appeal(
        record=record,
        volunteer_id=record.volunteer_id,
        organization_id=record.organization_id,
        region_id=record.organization_region_id,
        needs_region=books.is_closed(record.served_on.year),
    )


def _about_signup(signup, what):
    """Only who held a place in a shift that is over, and has no record of it, objects to its missing; whoever was noted
    as not having come is among them."""
    if signup.state not in {Signup.State.JOINED, Signup.State.NO_SHOW}:
        raise Refused(_("这一班你没有名额了，不能申诉没有记。"), code="not_on_the_list")
    if what != What.MISSING:
        raise Refused(_("这一班没有记录，选“去了，没有记”。"), code="other_state")
    if signup.during.upper > timezone.now():
        raise Refused(_("这一班还没结束。"), code="not_over")
    if HourRecord.objects.filter(signup=signup).exists():
        raise Refused(_("这一班有记录，请在那一条上申诉。"), code="there_is_one")
    organization = signup.shift.position.activity.organization
    return Appeal(
        signup=signup,
        volunteer_id=signup.volunteer_id,
        organization=organization,
        region_id=organization.region_id,
        needs_region=books.is_closed(days.day_of(signup.during.lower).year),
    )


def _day_it_began(subject):
    """The days run from what was decided last, or from the service."""
    if isinstance(subject, Signup):
        return days.day_of(subject.during.upper)
    return days.day_of(subject.voided_at or subject.decided_at or subject.proposed_at)


@transaction.atomic
def mend_appeal(appeal: Appeal, *, by: User, answer: str) -> Appeal:
    """The organisation put it right by itself: voided or turned down what was wrong and noted it anew. The person is
    told, and may object once more, then to somebody outside."""
    appeal = _lock(appeal)
    if not _noted_since(appeal):
        raise Refused(_("先作废或退回原来那条、重记一条，再写“已改正”。"), code="nothing_mended")
    return _settle(appeal, State.MENDED, by=by, answer=because(answer))


def _noted_since(appeal):
    """What was done about it since: a new record of the same sign-up, or the old one taken back as not the person's."""
    since = HourRecord.objects.filter(volunteer=appeal.volunteer_id, proposed_at__gt=appeal.made_at)
    signup = appeal.signup_id or appeal.record.signup_id
    if signup and since.filter(signup=signup).exists():
        return True
    return appeal.what == What.WRONG and not appeal.record.is_alive


@transaction.atomic
def pass_on_appeal(appeal: Appeal, *, by: User, today=None) -> Appeal:
    """The organisation leaves it to those above, before its days are over."""
    appeal = _lock(appeal)
    today = today or days.today()
    if appeal.state != State.OPEN or appeal.outside_from <= today:
        raise Refused(_("这条申诉已经转给上级了。"), code="already_passed_on")
    appeal.outside_from = today
    appeal.save(update_fields=["outside_from"])
    audit.note("hours.appeal_passed_on", [appeal], by=by)
    _tell_those_above(appeal, by)
    return appeal


@transaction.atomic
def dismiss_appeal(appeal: Appeal, *, by: User, answer: str) -> Appeal:
    """It stays as it was, with the reason."""
    return _settle(_lock(appeal), State.DISMISSED, by=by, answer=because(answer))


@transaction.atomic
def uphold_appeal(appeal: Appeal, *, by: User, answer: str, stretch: Stretch | None) -> HourRecord | None:
    """The person was right: what stood is taken back, and what was served (`stretch`, if anything) is recorded anew and
    counts. Never longer than the shift; nothing is ever changed. Both sides are told.

    The time is one somebody outside the chain found proved; how much of a day it takes to confirm holds here too. Who was
    noted as not having come has come, and that counts in no row of no-shows any more.
    """
    answer = because(answer)
    appeal = _lock(appeal)
    appeal.answer_with(State.UPHELD, by=by, at=timezone.now(), answer=answer)
    year = (appeal.record.served_on if appeal.record_id else days.day_of(appeal.signup.during.lower)).year
    appeal.reopens_year = books.is_closed(year)
    appeal.save(update_fields=["state", "decided_by", "decided_at", "answer", "reopens_year"])
    if appeal.record_id:
        _reverse(appeal.record, by=by, answer=answer)
    made = _record_anew(appeal, stretch, by=by) if stretch else None
    if made and appeal.signup_id:
        note_came_after_all(hold_with_shifts(Signup.objects.filter(pk=appeal.signup_id)), by=by)
    audit.note("hours.appeal_upheld", [appeal], by=by)
    _tell_settled(appeal, by)
    return made


def _lock(appeal):
    return Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)


def _settle(appeal, state, *, by, answer):
    appeal.answer_with(state, by=by, at=timezone.now(), answer=answer)
    appeal.save(update_fields=["state", "decided_by", "decided_at", "answer"])
    audit.note("hours.appeal_answered", [appeal], by=by, state=str(state))
    _tell_settled(appeal, by)
    return appeal


def _reverse(record, *, by, answer):
    """What stood does not stand any more, whatever was decided about it since the objection was read."""
    records = HourRecord.objects.filter(pk=record.pk)
    record = with_title(records).select_for_update(of=("self",), no_key=True).get()
    if record.state == HourRecord.State.CONFIRMED:
        take_back(record, by=by, reason=answer)
    elif record.state == HourRecord.State.PENDING:
        reject_hours(records, by=by, reason=answer)


def _record_anew(appeal, stretch, *, by):
    record = _proposed(appeal, Stretch(whole_minute(stretch.start), whole_minute(stretch.end)))
    lock_volunteers([record])
    overlapping = HourRecord.objects.alive().filter(
        volunteer=record.volunteer_id, during__overlap=record.during
    )
    if overlapping.exists():
        raise Refused(_("这段时间另有记录，先处理那一条。"), code="time_taken")
    record.save()
    outcome = confirm_hours(HourRecord.objects.filter(pk=record.pk), by=by)
    if outcome.passed_on:
        raise Refused(outcome.words[record.pk], code="passed_on")
    if outcome.held:
        raise Refused(outcome.words[record.pk], code="held")
    return record


def _proposed(appeal, stretch):
    old = appeal.record
    signup = appeal.signup or (old.signup if old else None)
    window, rest = _refuse_wrong_stretch(stretch, signup, old), 0
    if signup:
        rest = break_due([stretch], window, signup.shift.break_minutes)
    activity = signup.shift.position.activity if signup else None
    return HourRecord(
        signup=signup,
        basis=old.basis if old else None,
        appeal=appeal,
        volunteer=appeal.volunteer,
        beneficiary_id=appeal.volunteer.user_id,
        organization_id=appeal.organization_id,
        volunteer_region_id=old.volunteer_region_id if old else appeal.volunteer.region_id,
        activity_region_id=old.activity_region_id if old else activity.region_id,
        organization_region_id=appeal.region_id,
        during=DateTimeTZRange(stretch.start, stretch.end, "[)"),
        served_on=days.day_of(stretch.start),
        minutes=minutes_between(stretch.start, stretch.end) - rest,
        break_minutes=rest,
        source=HourRecord.Source.APPEAL,
        counts_to_year=old.counts_to_year if old else True,
    )


def _refuse_wrong_stretch(stretch, signup, old):
    if stretch.end <= stretch.start:
        raise Refused(_("结束时间要晚于开始时间。"), code="leaves_before_coming")
    if stretch.end > timezone.now():
        raise Refused(_("还没到的时间不能先记。"), code="not_yet")
    if signup:
        window = Stretch(signup.shift.starts_at, signup.shift.ends_at)
    elif old.basis and old.basis.shift_id:
        window = Stretch(old.basis.shift.starts_at, old.basis.shift.ends_at)
    else:
        window = Stretch(
            old.during.lower, old.during.upper
        )  # of what was on paper there is no more proof than the paper
    if not (window.start <= stretch.start and stretch.end <= window.end):
        raise Refused(_("时间要在这一班之内。"), code="outside_the_shift")
    if len(days.split_at_midnight(stretch.start, stretch.end)) > 1:
        raise Refused(_("跨零点的，只写申诉的那一天。"), code="over_midnight")
    return window


def _subject_words(appeal):
    if appeal.record_id:
        return _("%(day)s，%(activity)s") % {
            "day": day_words(appeal.record.served_on),
            "activity": appeal.record.title,
        }
    return _("%(day)s，%(activity)s") % {
        "day": day_words(appeal.signup.during.lower),
        "activity": appeal.signup.shift.position.activity.title,
    }


def _tell_filed(appeal, by):
    if appeal.organization_id and appeal.round == 1:
        url = reverse("hours:appeal", args=[appeal.organization_id, appeal.pk])
        people = [(user, url) for user in staff_of([appeal.organization_id])[appeal.organization_id]]
        _tell(appeal, "hours.appeal_filed", people, _("有志愿者对时长有异议"), _subject_words(appeal), by=by)
    else:
        _tell_those_above(appeal, by)


def _tell_those_above(appeal, by):
    people = [
        (user, url.replace("/papers/", f"/appeals/{appeal.pk}/"))
        for user, url in those_above(
            appeal.organization, appeal.region_id, 2 if appeal.needs_region else None
        )
    ]
    _tell(appeal, "hours.appeal_filed", people, _("有时长申诉等你处理"), _subject_words(appeal), by=by)


def _tell_settled(appeal, by):
    """Both sides: the person with whoever filed it, and the organisation."""
    words = _("%(what)s。%(state)s：%(answer)s") % {
        "what": _subject_words(appeal),
        "state": appeal.get_state_display(),
        "answer": appeal.answer,
    }
    mine = reverse("hours:appeals_mine")
    people = [(user, mine) for user in {appeal.made_by_id, appeal.volunteer.user_id}]
    _tell(appeal, "hours.appeal_settled", people, _("你的时长申诉有结果了"), words, by=by)
    if appeal.organization_id and appeal.state != State.MENDED:
        url = reverse("hours:appeal", args=[appeal.organization_id, appeal.pk])
        staff = [(user, url) for user in staff_of([appeal.organization_id])[appeal.organization_id]]
        _tell(appeal, "hours.appeal_answered", staff, _("时长申诉有结果了"), words, by=by)


def _tell(appeal, kind, people, title, body, *, by):
    tell(
        kind,
        [
            News(user, f"appeal:{appeal.pk}:{appeal.outside_from:%Y%m%d}", title, body, url)
            for user, url in people
            if user != by.pk
        ],
    )
