"""Where people study or work: a main place that the yearly goal follows, and others beside it, all with their days."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import audit, days
from apps.core.constraints import refusing
from apps.core.errors import Refused
from apps.core.models import PolicyRow
from apps.registration.belonging import Belonging
from apps.registration.models import Affiliation, Volunteer
from apps.registration.signals import affiliations_changed


@transaction.atomic
def change_affiliation(
    volunteer: Volunteer, *, belonging: Belonging, political: str, by: User
) -> Affiliation:
    """Study or work mainly somewhere else from today on; the former place keeps the days until then."""
    volunteer = _hold(volunteer)
    belonging.refuse_unless_it_fits()
    volunteer.political = political
    volunteer.save(update_fields=["political"])
    affiliation = belong(volunteer, belonging)
    _note("affiliation.changed", affiliation, by)
    return affiliation


@transaction.atomic
def add_affiliation(volunteer: Volunteer, *, belonging: Belonging, by: User) -> Affiliation:
    """Study or work somewhere else as well, from today on. The yearly goal stays with the main place."""
    volunteer = _hold(volunteer)
    belonging.refuse_unless_it_fits()
    if belonging.organization is None:
        raise Refused(_("选一个学校或单位。"), code="no_place")
    there = Affiliation.objects.filter(volunteer=volunteer).open()
    most = PolicyRow.objects.value("register", "affiliations")
    if there.count() >= most:
        raise Refused(
            _("最多同时在%(count)d个学校、单位，先离开一个。") % {"count": most}, code="too_many_places"
        )
    affiliation = _begin(volunteer, belonging, is_main=not there.main().exists())
    _note("affiliation.added", affiliation, by)
    return affiliation


@transaction.atomic
def leave_affiliation(affiliation: Affiliation, *, by: User) -> None:
    """Study or work there no longer, from today on. When it was the main one, the oldest of the others is from now
    on."""
    volunteer = _hold(affiliation.volunteer)
    open_ones = list(Affiliation.objects.filter(volunteer=volunteer).open())
    leaving = next((one for one in open_ones if one.pk == affiliation.pk), None)
    if leaving is None:
        raise Refused(_("已经离开了。"), code="already_left")
    others = [one for one in open_ones if one.pk != leaving.pk]
    _end([leaving])
    if leaving.is_main and others:
        _begin_anew(others[0], is_main=True)
    _note("affiliation.left", affiliation, by)


@transaction.atomic
def make_main(affiliation: Affiliation, *, by: User) -> Affiliation:
    """From today on the yearly goal follows this place; until yesterday it followed the other."""
    volunteer = _hold(affiliation.volunteer)
    open_ones = {one.pk: one for one in Affiliation.objects.filter(volunteer=volunteer).open()}
    chosen = open_ones.get(affiliation.pk)
    if chosen is None or chosen.is_main:
        raise Refused(_("已经按这里算了，或者已经离开了。"), code="already_main")
    for one in open_ones.values():
        if one.is_main:
            _begin_anew(one, is_main=False)
    chosen = _begin_anew(chosen, is_main=True)
    _note("affiliation.main", chosen, by)
    return chosen


def belong(volunteer: Volunteer, belonging: Belonging) -> Affiliation:
    """End today what was the main place, begin the new. Where the person is already, as one of several, that ends too."""
    here = Affiliation.objects.filter(volunteer=volunteer).open()
    _end([one for one in here if one.is_main or one.organization_id == _place(belonging)])
    return _begin(volunteer, belonging, is_main=True)


def _place(belonging):
    return belonging.organization.pk if belonging.organization else -1


def _begin(volunteer, belonging, *, is_main):
    said = {**vars(belonging), "class_name": belonging.bare_class}
    affiliation = Affiliation(volunteer=volunteer, since=days.today(), is_main=is_main, **said)
    with refusing(Affiliation, {"registration_affiliation_once_a_place_at_a_time": "already_there"}):
        affiliation.save()
    return affiliation


def _end(affiliations):
    """End today; what began today has not lasted a day and is as if it had not been."""
    today, keys = days.today(), [one.pk for one in affiliations]
    chosen = Affiliation.objects.filter(pk__in=keys)
    chosen.filter(since__gte=today).delete()
    chosen.update(until=today)


def _begin_anew(affiliation, *, is_main):
    """The same place, main from today on or no longer: the days before stay as they were."""
    _end([affiliation])
    affiliation.pk, affiliation._state.adding = None, True
    affiliation.since, affiliation.until, affiliation.is_main = days.today(), None, is_main
    affiliation.begun_by = affiliation.ended_by = None
    affiliation.save()
    return affiliation


def _hold(volunteer):
    return Volunteer.objects.select_for_update(of=("self",), no_key=True).get(pk=volunteer.pk)


def _note(action, affiliation, by):
    audit.note(action, [affiliation], by=by, identity=affiliation.identity)
    affiliations_changed.send(sender=Affiliation, volunteer_ids=[affiliation.volunteer_id])
