"""Rules of the house that a reviewer should never have to say twice."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command

APPS = Path(__file__).parent.parent / "apps"

ORDER = settings.APP_ORDER


def imported_apps(path):
    for node in ast.walk(ast.parse(path.read_text())):
        names = []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        yield from (name.split(".")[1] for name in names if name.startswith("apps."))


def test_every_app_has_its_place_in_the_order():
    assert sorted(ORDER) == sorted(p.name for p in APPS.iterdir() if (p / "__init__.py").exists())


@pytest.mark.parametrize("app", ORDER)
def test_apps_import_only_downwards(app):
    allowed = set(ORDER[: ORDER.index(app) + 1])
    upward = {
        f"{path.relative_to(APPS)} -> {name}"
        for path in (APPS / app).rglob("*.py")
        for name in imported_apps(path)
        if name not in allowed
    }
    assert upward == set()


def test_foreign_keys_point_only_downwards():
    """The user model is a setting of the framework, so every app may point at it."""
    upward = {
        f"{field.model._meta.label} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if model.__module__.startswith("apps.")
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is not get_user_model()
        if ORDER.index(field.related_model._meta.app_label) > ORDER.index(model._meta.app_label)
    }
    assert upward == set()


def test_constraint_names_say_where_they_live():
    for model in apps.get_models():
        if model.__module__.startswith("apps."):
            prefix = f"{model._meta.app_label}_{model._meta.model_name}_"
            assert [c.name for c in model._meta.constraints if not c.name.startswith(prefix)] == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
