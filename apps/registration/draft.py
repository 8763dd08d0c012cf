"""A registration in the making. What was typed stays in the session until it is handed in.

Sessions are sealed as a whole (apps.accounts.sessions), so the document number may wait there as well: it can be
asked for first, where people expect it, and going back and forth loses nothing.
"""

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from apps.registration.actions import Person
from apps.registration.belonging import PLACES, Belonging, places_for
from apps.registration.forms import (
    NOTHING_SPECIAL,
    BelongingForm,
    ConsentForm,
    HomeForm,
    IdentityForm,
    WishesForm,
)
from apps.registration.models import Affiliation
from apps.registration.person_forms import WhoForm, typed_of

KEY = "registration_draft"
FORMS = {
    "who": WhoForm,
    "home": HomeForm,
    "wishes": WishesForm,
    "identity": IdentityForm,
    "place": BelongingForm,
    "consent": ConsentForm,
}
STEPS = list(FORMS)
# What each page is called in the row of steps.
NAMES = {
    "who": _("本人"),
    "home": _("住处"),
    "wishes": _("服务"),
    "identity": _("身份"),
    "place": _("学校"),
    "consent": _("同意"),
}
HEADINGS = {
    "who": _("你是谁"),
    "home": _("现在住在哪里"),
    "wishes": _("想做什么"),
    "identity": _("你的身份"),
    "place": _("在哪里上学"),
    "consent": _("最后，请你同意"),
}
AT_WORK = {"name": _("单位"), "heading": _("在哪里上班")}  # the same page for whoever works
USUAL = len(STEPS) - 1  # pages for most people: where they study or work is asked of some
LONGEST, MOST = 200, 50  # characters of a value, values of a field


def is_begun(session):
    """Whether something was typed that is not yet handed in."""
    return KEY in session


class Draft:
    """The typed values of each step, as they were typed; read anew by the forms whenever they are used."""

    def __init__(self, session, volunteer=None):
        self.session = session
        self.typed = session.get(KEY) or (_said_before(volunteer) if volunteer else {})

    def keep(self, step, data):
        """Remember what was typed in a step, right or wrong, but nothing endless."""
        typed = {
            name: [value[:LONGEST] for value in data.getlist(name)[:MOST]]
            for name in FORMS[step].base_fields
            if name in data
        }
        if typed or "back" not in data:  # a page without fields yet has only the button back
            self.typed[step] = typed
        self.session[KEY] = self.typed

    def forget(self):
        self.session.pop(KEY, None)

    def data(self, step):
        return MultiValueDict(self.typed.get(step, {}))

    def value(self, step, name):
        return self.data(step).get(name, "")

    def initial(self, step):
        many = {"service_fields", "skill_codes"}
        return {
            name: values if name in many else values[-1]
            for name, values in self.typed.get(step, {}).items()
            if values
        }

    @property
    def steps(self):
        """Who neither studies nor works in a unit is not asked where."""
        asked_where = self.value("identity", "identity") in PLACES
        return [step for step in STEPS if step != "place" or asked_where]

    @property
    def is_at_work(self):
        return self.value("identity", "identity") == Affiliation.Identity.EMPLOYEE

    @property
    def names(self):
        """The pages by name, as many as there are."""
        names = {**NAMES, "place": AT_WORK["name"]} if self.is_at_work else NAMES
        return [names[step] for step in self.steps]

    def heading(self, step):
        return AT_WORK["heading"] if step == "place" and self.is_at_work else HEADINGS[step]

    def mark(self, step):
        return self.steps.index(step) + 1

    def before(self, step):
        """The step before this one, or None."""
        at = self.steps.index(step)
        return self.steps[at - 1] if at else None

    def after(self, step):
        at = self.steps.index(step) + 1
        return self.steps[at] if at < len(self.steps) else None

    def form(self, step, data=None, found=()):
        kwargs = {"data": data} if data is not None else {"initial": self.initial(step)}
        if step == "place":
            kwargs |= {"identity": self.value("identity", "identity"), "found": found}
        return FORMS[step](**kwargs)

    def filled(self, step):
        """The form of a step with what was typed, checked."""
        form = self.form(step, data=self.data(step))
        form.full_clean()
        return form

    def first_unfinished(self, until="consent"):
        """The first step before `until` that is not yet in order, or None."""
        for step in self.steps:
            if step == until:
                return None
            if not self.filled(step).is_valid():
                return step
        return None

    def chosen_place(self):
        pk = self.value("place", "organization")
        places = places_for(self.value("identity", "identity")).select_related("region")
        return places.filter(pk=pk).first() if pk.isdecimal() else None

    def person(self):
        who, home, wishes = (self.filled(step).cleaned_data for step in ("who", "home", "wishes"))
        return Person(
            identity=who["identity"],
            region=home["region"],
            service_fields=wishes["service_fields"],
            skill_codes=wishes["skill_codes"],
            skills=wishes["skills"],
            political=self.filled("identity").cleaned_data["political"],
        )

    def belonging(self):
        if "place" in self.steps:
            return self.filled("place").belonging()
        return Belonging(identity=self.value("identity", "identity"))


def _said_before(volunteer):
    """What a refused person handed in, to be corrected; the number is typed again."""
    region = volunteer.region_id
    typed = {
        "who": typed_of(volunteer),
        "home": {"league": [region[:4]], "banner": [region[:6]]},
        "wishes": {
            "service_fields": list(volunteer.service_fields),
            "skill_codes": list(volunteer.skill_codes) or [NOTHING_SPECIAL],
            "skills": [volunteer.skills],
        },
        "identity": {"political": [volunteer.political]},
    }
    affiliation = Affiliation.objects.filter(volunteer=volunteer, until=None).first()
    if affiliation:
        typed["identity"]["identity"] = [affiliation.identity]
        typed["place"] = {
            "organization": [str(affiliation.organization_id or "")],
            "grade": [f"{affiliation.stage}-{affiliation.grade}" if affiliation.grade else ""],
            "class_name": [affiliation.class_name],
            "student_number": [affiliation.student_number],
        }
    return typed
