"""Rules of the house that a reviewer should never have to say twice."""

import ast
import re
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


def calls(name):
    """Calls of audit.note or audit.note_ids in the code of our apps: (place, first argument)."""
    for path in APPS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {f"{name}.note", f"{name}.note_ids"}:
                yield f"{path.relative_to(APPS)}:{node.lineno}", node.args[0]


def test_actions_in_the_audit_trail_are_called_noun_dot_verb():
    """hours.confirmed, report.exported; a state that completes the name is put in when it happens."""
    fits = re.compile(r"[a-z]+\.([a-z_]+|\{state\})")
    odd = {
        place: name
        for place, said in calls("audit")
        if not isinstance(said, ast.Name)
        and not fits.fullmatch(name := ast.unparse(said).removeprefix("f").strip("'"))
    }
    assert odd == {}


def test_numbers_in_requests_are_read_in_one_place():
    """str.isdigit also says yes to ² and ３."""
    text = {path: path.read_text() for path in APPS.rglob("*.py")}
    assert [str(path.relative_to(APPS)) for path in text if ".isdigit(" in text[path]] == ["core/numbers.py"]


def test_a_filter_that_is_true_or_false_takes_nothing_else():
    """The library's own takes any other word for "not asked for"."""
    text = {path: path.read_text() for path in APPS.rglob("*.py")}
    assert [str(path.relative_to(APPS)) for path in text if "BooleanFilter(" in text[path]] == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
