"""The repository keeps its own promises: nothing unused, nothing unnamed, nothing untold."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.template import engines
from django.template.exceptions import TemplateDoesNotExist
from django.urls import get_resolver
from factory.django import DjangoModelFactory

from tests import factories
from tests.test_permissions import addresses

ROOT = Path(settings.BASE_DIR)
MODELS = [model for model in apps.get_models() if model.__module__.startswith("apps.")]
CONSTRAINTS = [(model, constraint.name) for model in MODELS for constraint in model._meta.constraints]


def sources():
    """Our Python, without migrations."""
    folders = [ROOT / "apps", ROOT / "volunteer_platform"]
    return sorted(
        path for folder in folders for path in folder.rglob("*.py") if "migrations" not in path.parts
    )


def templates():
    return sorted((ROOT / "templates").rglob("*.html"))


def named(path):
    return str(path.relative_to(ROOT))


# --- templates --------------------------------------------------------------------------------------------


def wanted_by_python():
    """Patterns of the template names in our code; what is put in when it runs stands for anything."""
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.search(r"\w\.html$", node.value)
            ):
                yield re.escape(node.value)
            if isinstance(node, ast.JoinedStr) and getattr(node.values[-1], "value", "") == ".html":
                yield "".join(
                    re.escape(part.value) if isinstance(part, ast.Constant) else r"[\w/]+"
                    for part in node.values
                )


def wanted_by_templates():
    for path in templates():
        for name in re.findall(r"{%\s*(?:include|extends)\s+[\"']([^\"']+)[\"']", path.read_text()):
            yield re.escape(name)


def of_a_library(name):
    """Whether a library asks for a template of this name, so that ours takes its place."""
    loaders = engines["django"].engine.template_loaders[0].loaders
    try:
        return bool(loaders[1].get_template(name))
    except TemplateDoesNotExist:
        return False


def test_every_template_is_used_and_every_used_one_is_there():
    ours = {str(path.relative_to(ROOT / "templates")) for path in templates()}
    patterns = {*wanted_by_python(), *wanted_by_templates()}
    when_it_happens = {f"{status}.html" for status in (400, 403, 404, 429, 500)}
    unused = [
        name
        for name in ours - when_it_happens
        if not any(re.fullmatch(pattern, name) for pattern in patterns) and not of_a_library(name)
    ]
    missing = [
        pattern
        for pattern in patterns
        if not any(re.fullmatch(pattern, name) for name in ours)
        and not of_a_library(re.sub(r"\\(.)", r"\1", pattern))
    ]
    assert (sorted(unused), sorted(missing)) == ([], [])


def test_every_address_a_template_names_exists():
    where_configured = addresses(get_resolver("apps.accounts.provider_urls"))
    known = {name for name, _view in [*addresses(), *where_configured]}
    wrong = {
        f"{named(path)}: {name}"
        for path in templates()
        for name in re.findall(r"{%\s*url\s+[\"']([^\"']+)[\"']", path.read_text())
        if name not in known
    }
    assert wrong == set()


# --- words: Chinese is the source, and every string can be translated ---------------------------------------

CHINESE = re.compile(r"[\u3400-\u9fff]")
TRANSLATED = [
    r"{#.*?#}",
    r"{%\s*comment\b.*?{%\s*endcomment\s*%}",
    r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}",
    r"{%\s*trans(?:late)?\s+(?:\"[^\"]*\"|'[^']*')",
    r"\b_\((?:\"[^\"]*\"|'[^']*')\)",
]
NOT_PAGES = [
    # Read by developers and by whoever starts the platform, not by its people.
    *["apps/portal/demo/", "volunteer_platform/", "/management/", "apps/core/styleguide.py"],
    # Names that come with the data, and the grammar of class names as Chinese schools write them.
    *["/reference.py", "apps/registration/classes.py"],
    # How names are compared, and by what words the columns of other people's tables are known.
    *["apps/organizations/lookalikes.py", "apps/registration/roster_columns.py"],
]
GETTEXT = {
    "_",
    "_lazy",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
}


def test_every_word_of_a_template_can_be_translated():
    bare = {}
    for path in templates():
        text = path.read_text()
        for pattern in TRANSLATED:
            text = re.sub(pattern, "", text, flags=re.DOTALL)
        if "styleguide" not in path.parts and (
            lines := [line.strip() for line in text.splitlines() if CHINESE.search(line)]
        ):
            bare[named(path)] = lines
    assert bare == {}


def bare_words(tree):
    """Chinese strings that are neither a docstring nor handed to gettext."""
    skipped = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(node.value)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in GETTEXT:
            skipped.update(ast.walk(node))
    for node in ast.walk(tree):
        if is_text(node) and node not in skipped and CHINESE.search(node.value):
            yield f"{node.lineno}: {node.value}"


def test_every_word_of_the_code_can_be_translated():
    bare = {
        named(path): found
        for path in sources()
        if not any(part in named(path) for part in NOT_PAGES)
        if (found := list(bare_words(ast.parse(path.read_text()))))
    }
    assert bare == {}


# --- states ---------------------------------------------------------------------------------------------------

FIELDS = [field for model in MODELS for field in model._meta.concrete_fields]
CHOSEN = {field.name for field in FIELDS if field.choices} - {
    field.name for field in FIELDS if not field.choices
}
ASKING = {"filter", "exclude", "get", "update", "create", "Q", "When"}


def states_by_hand(tree):
    """Values of choices written as bare strings. In constraints they are right: there they freeze into migrations."""
    frozen = set()
    for node in ast.walk(tree):
        is_meta = isinstance(node, ast.ClassDef) and node.name == "Meta"
        if is_meta or (isinstance(node, ast.FunctionDef) and node.name.endswith("_constraints")):
            frozen.update(ast.walk(node))
    for node in ast.walk(tree):
        if node in frozen:
            continue
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(getattr(side, "attr", "") in CHOSEN for side in sides) and any(map(is_text, sides)):
                yield f"{node.lineno}: {ast.unparse(node)}"
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in ASKING:
            for given in node.keywords:
                if given.arg and given.arg.rpartition("__")[2] in CHOSEN and is_text(given.value):
                    yield f"{node.lineno}: {ast.unparse(given)}"


def is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value != ""


def test_states_are_called_by_their_names():
    by_hand = {
        named(path): found
        for path in sources()
        if "apps/portal/demo/" not in named(path)
        if (found := list(states_by_hand(ast.parse(path.read_text()))))
    }
    assert by_hand == {}


# --- the database ---------------------------------------------------------------------------------------------


def test_no_name_of_a_constraint_is_cut_off():
    assert [name for _model, name in CONSTRAINTS if len(name) > 63] == []


def test_every_constraint_is_broken_by_a_test_that_names_it():
    """By its whole name, or among the tests of its app by its sentence, once for each table that has the same."""
    text = "\n".join(path.read_text() for path in sorted((ROOT / "tests").rglob("test_*.py")))
    sentences = Counter(sentence_of(model, name) for model, name in CONSTRAINTS)
    untold = [
        name
        for model, name in CONSTRAINTS
        if name not in text and times_told(*sentence_of(model, name)) < sentences[sentence_of(model, name)]
    ]
    assert untold == []


def sentence_of(model, name):
    app = model._meta.app_label
    return app, name.removeprefix(f"{app}_{model._meta.model_name}_")


def times_told(app, sentence):
    """How often the tests of an app name a constraint by its sentence."""
    tests = (ROOT / "tests" / app).rglob("test_*.py")
    return sum(len(re.findall(rf"\b{sentence}\b\"", path.read_text())) for path in tests)


def made_by_factories():
    made = [
        it for it in vars(factories).values() if isinstance(it, type) and issubclass(it, DjangoModelFactory)
    ]
    return [factory for factory in made if factory is not DjangoModelFactory]


@pytest.mark.django_db
def test_every_model_has_a_factory_or_is_reference_data():
    made = {factory._meta.get_model_class() for factory in made_by_factories()}
    assert [model.__name__ for model in MODELS if model not in made and not model.objects.exists()] == []


@pytest.mark.django_db
@pytest.mark.parametrize("factory", made_by_factories(), ids=lambda factory: factory.__name__)
def test_every_factory_makes_what_the_database_accepts(factory):
    assert factory._meta.get_model_class().objects.contains(factory())


# --- documents ------------------------------------------------------------------------------------------------


def test_the_architecture_tells_which_app_owns_which_tables():
    told = {
        app: set(re.findall(r"`(\w+)`", tables))
        for app, tables in re.findall(
            r"^\| `(\w+)` \|.*\| (.+?) \|$", (ROOT / "docs" / "architecture.md").read_text(), re.M
        )
    }
    there = {
        app: {model._meta.model_name for model in MODELS if model._meta.app_label == app}
        for app in settings.APP_ORDER
    }
    assert (told, list(told)) == (there, settings.APP_ORDER)


def test_every_file_a_document_points_to_is_there():
    wrong = {
        f"{named(page)}: {target}"
        for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text())
        if not (page.parent / target).exists()
    }
    assert wrong == set()
