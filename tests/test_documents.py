"""What the documents tell to type is there: make targets, commands, files."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
MADE_LATER = ("var/", "static/dist", ".venv", ".env")  # by running it


def typed(page):
    """What stands in the page as code: between backquotes, and in indented or fenced blocks."""
    text = page.read_text()
    blocks = re.findall(r"```\w*\n(.*?)```", text, re.S)
    without = re.sub(r"```.*?```", "", text, flags=re.S)
    lines = [line for line in without.splitlines() if line.startswith("    ")]
    return [*re.findall(r"`([^`\n]+)`", without), *lines, *"\n".join(blocks).splitlines()]


def named(page):
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", DOCUMENTS, ids=named)
def test_make_targets_are_there(page):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    told = {name for code in typed(page) for name in re.findall(r"(?<!install )\bmake ([a-z][a-z-]*)", code)}
    assert told - targets == set()


@pytest.mark.parametrize("page", DOCUMENTS, ids=named)
def test_commands_of_django_are_there(page):
    pattern = r"(?:manage\.py |make manage ARGS=\"?)([a-z_]+)"
    told = {name for code in typed(page) for name in re.findall(pattern, code)}
    assert told - set(get_commands()) == set()


@pytest.mark.parametrize("page", DOCUMENTS, ids=named)
def test_files_of_the_repository_are_there(page):
    """Whatever begins like one of its folders or files and has no blank in it."""
    own = {path.name for path in ROOT.iterdir() if path.is_dir()}
    told = {code.rstrip("/") for code in typed(page) if re.fullmatch(r"[\w.-]+(/[\w.*-]+)+/?", code)}
    missing = {
        path
        for path in told
        if path.split("/")[0] in own and not path.startswith(MADE_LATER) and not [*ROOT.glob(path)]
    }
    assert missing == set()
