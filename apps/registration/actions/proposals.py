"""What a school or unit says of people, and what they answer."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit
from apps.core.errors import Refused
from apps.messaging.actions import News, tell
from apps.registration.actions.affiliations import add_affiliation, change_affiliation
from apps.registration.belonging import Belonging
from apps.registration.models import Affiliation, Guardianship, RosterEntry, RosterEntryQuerySet, Volunteer

State = RosterEntry.State


def tell_whom_they_mean(entries: RosterEntryQuerySet) -> None:
    """The people these entries mean, and the guardians of children among them. Two statements and one for the
    messages, whether they mean anybody or not."""
    found = list(entries.proposed().meaning(Volunteer.objects.all()).select_related("organization"))
    people = Volunteer.objects.in_bulk([entry.volunteer_id for entry in found])
    guards = {}
    standing = Guardianship.objects.standing().filter(child__in=people)
    for child, user in standing.values_list("child", "guardian__user"):
        guards.setdefault(child, []).append(user)
    tell(
        "roster",
        [
            News(user, f"entry:{entry.pk}:{entry.roster_id}", *words_of(entry), "/me/proposals/")
            for entry in found
            for user in [people[entry.volunteer_id].user_id, *guards.get(entry.volunteer_id, [])]
        ],
    )


def tell_of_entries(volunteers: list[Volunteer]) -> None:
    """People whose identity has just passed: what schools and units have said of them before."""
    hashes = [volunteer.document_hash for volunteer in volunteers]
    tell_whom_they_mean(RosterEntry.objects.filter(document_hash__in=hashes))


def words_of(entry):
    place = entry.organization.name
    title = _("%(place)s说你在%(where)s") if entry.class_words else _("%(place)s说你在那里")
    return title % {"place": place, "where": entry.class_words}, _(
        "是不是，由你说了算。不点“是的”，什么都不会变。"
    )


@transaction.atomic
def accept_entry(entry: RosterEntry, *, beside: bool = False, by: User) -> Affiliation:
    """Yes, I am there (or the child is): from today on, as the main place, or beside it. A minor's guardian answers."""
    entry, volunteer = _held(entry, by)
    belonging = Belonging(
        identity=entry.identity,
        organization=entry.organization,
        stage=entry.stage,
        grade=entry.grade,
        class_name=entry.class_name,
        student_number=entry.student_number,
    )
    if beside:
        affiliation = add_affiliation(volunteer, belonging=belonging, by=by)
    else:
        affiliation = change_affiliation(volunteer, belonging=belonging, political=volunteer.political, by=by)
    entry.document_number = entry.phone = ""
    _answer(entry, State.ACCEPTED, by)
    return affiliation


@transaction.atomic
def refuse_entry(entry: RosterEntry, *, by: User) -> None:
    """No. The school or unit sees what it saw before: not confirmed."""
    entry, _volunteer = _held(entry, by)
    _answer(entry, State.REFUSED, by)


def _answer(entry, state, by):
    entry.state, entry.answered_by, entry.answered_at = state, by, timezone.now()
    entry.save()
    audit.note(f"roster.{state}", [entry], by=by)


def _held(entry, by):
    """The entry, still to be answered, and whom it means, when that is for this person to answer."""
    RosterEntry.objects.select_for_update(of=("self",)).filter(pk=entry.pk).first()
    entry = (
        RosterEntry.objects.answerable_by(by).select_related("organization__kind").filter(pk=entry.pk).first()
    )
    if entry is None:
        raise Refused(_("这一条已经答复过，或者学校、单位收回了。"), code="already_answered")
    volunteer = Volunteer.objects.get(pk=entry.volunteer_id)
    if volunteer.is_minor and volunteer.user_id == by.pk:
        raise Refused(_("未满18岁，请监护人在自己的账号里确认。"), code="guardian_answers")
    return entry, volunteer
