"""Everything that is kept about people is declared."""

import re

from django.apps import apps
from django.db import models

from apps.accounts.models import User
from apps.core import personal
from apps.registration.models import Volunteer

LOOKS_LIKE_A_NAME = re.compile(r"name|phone|email|contact|person|leader|document|birth")


def keys_to_people(model):
    return {
        field.name
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model in {User, Volunteer}
    }


def named(model):
    texts = (models.CharField, models.TextField, models.DateField)
    return {
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, texts) and LOOKS_LIKE_A_NAME.search(field.name)
    }


def undeclared(model):
    label = model._meta.label
    kept = personal.TABLES.get(label)
    ways = {path.partition("__")[0] for path in kept.whose} if kept else set()
    covered = {*kept.shown, *kept.stripped, *kept.names} if kept else set()
    keys = keys_to_people(model) - ways - personal.ACTED.get(label, set())
    return (keys | (named(model) - personal.OF_THINGS.get(label, set()))) - covered


def test_every_key_to_a_person_and_every_name_is_declared():
    personal.load()
    missing = {
        model._meta.label: found
        for model in apps.get_models()
        if not model._meta.proxy and (found := undeclared(model))
    }
    assert missing == {}


def test_what_is_declared_is_there():
    for table in personal.tables():
        known = {field.name for field in table.model._meta.get_fields()}
        assert {*table.shown, *table.stripped, *table.names} <= known, table.model


def test_what_is_not_declared_is_noticed():
    class Diary(models.Model):
        writer = models.ForeignKey(User, models.CASCADE, related_name="+")
        nickname = models.CharField(max_length=5)

        class Meta:
            app_label = "core"

    try:
        assert undeclared(Diary) == {"writer", "nickname"}
    finally:
        del apps.all_models["core"]["diary"]
        apps.clear_cache()
