"""A program changes what an operation is for, and nothing else, whatever it sends along."""

import datetime
import re
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.forms import ModelForm
from rest_framework.serializers import ModelSerializer

from apps.core.docs import document
from tests.permissions import best_role, request_of, rows

pytestmark = pytest.mark.django_db
MODELS = [model for model in apps.get_models() if model.__module__.startswith("apps.")]
BY_NAME = {model._meta.model_name: model for model in MODELS}
FIELDS = {
    name
    for model in MODELS
    for field in model._meta.concrete_fields
    for name in (field.name, field.attname, f"{field.name}__id")
}
TEMPTING = dict.fromkeys(sorted(FIELDS), 1) | {"state": "approved", "is_staff": True, "is_superuser": True}
WRITES = [
    row
    for row in rows()
    if row.name.startswith("api:") and row.method != "GET" and row.name != "api:nothing-here"
]


def body_of(url, method):
    """The names that the document says an operation reads."""
    for template, methods in document()["paths"].items():
        if (
            re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), urlsplit(url).path)
            and method.lower() in methods
        ):
            body = methods[method.lower()].get("requestBody")
            if body is None:
                return None
            content = next(iter(body["content"].values()))  # JSON; a form where a file is handed in
            schema = content["schema"]["$ref"].rpartition("/")[2]
            return document()["components"]["schemas"][schema]["properties"].keys()
    raise LookupError(url)


def keys():
    """Of every table the rows that are there."""
    return {model: set(model.objects.values_list("pk", flat=True)) for model in MODELS}


def snapshot(known):
    """Every row of every table, without what differs from one time to the next, such as the id of a row just made."""
    return {
        model._meta.label: sorted(
            str(
                [
                    steady_value(row, field, known)
                    for field in model._meta.concrete_fields
                    if is_steady(row, field)
                ]
            )
            for row in model.objects.all()
        )
        for model in MODELS
    }


def steady_value(row, field, known):
    value = getattr(row, field.attname)
    if field.is_relation:
        return named(value, field.related_model, known)
    if isinstance(value, dict):  # {what: id} in the trail
        return {key: named(one, BY_NAME[key], known) if key in BY_NAME else one for key, one in value.items()}
    return value


def named(key, model, known):
    return "just made" if isinstance(key, int) and key not in known[model] else key


def is_steady(row, field):
    passing = isinstance(getattr(row, field.attname), datetime.datetime) or field.primary_key
    return not passing and field.name not in {"request_id", "subject_id", "key", "payload", "guardian_code"}


@pytest.mark.parametrize("row", WRITES, ids=lambda row: f"{row.name} {row.method}")
def test_fields_of_the_models_do_nothing_where_they_are_not_asked_for(world, row):
    role = best_role(row)
    url, right = request_of(world, row, world.own, role)
    read = body_of(url, row.method)
    more = {name: value for name, value in TEMPTING.items() if name not in (read or ())}
    if read is None:
        known = keys()
        assert done(world, row, role, url, right, known) == done(world, row, role, url, more | right, known)
        return
    with world.undone():
        answer = world.send(role, row.method, url, more | right)
    assert (answer.status_code, answer.json()["fields"].keys()) == (400, more.keys())


def done(world, row, role, url, body, known):
    """What is answered to this body, and all that stands in the tables then."""
    with world.undone():
        answer = world.send(role, row.method, url, body)
        if answer.streaming:
            answer.getvalue()  # to its end, which closes the file behind it
        return answer.status_code, snapshot(known)


def subclasses(kind):
    for sub in kind.__subclasses__():
        yield sub
        yield from subclasses(sub)


@pytest.mark.parametrize("kind", [ModelSerializer, ModelForm])
def test_what_may_be_read_and_written_is_listed_by_name(kind):
    document()  # every api.py is imported by now
    ours = [sub for sub in subclasses(kind) if sub.__module__.startswith("apps.")]
    loose = [
        sub
        for sub in ours
        if hasattr(sub, "Meta")  # a base without reads nothing of a model yet
        and (not isinstance(sub.Meta.fields, list | tuple) or hasattr(sub.Meta, "exclude"))
    ]
    assert (bool(ours), loose) == (True, [])
