"""Rules of the templates and styles that a reviewer should never have to say twice."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from apps.core.statuses import STATUSES

ROOT = Path(settings.BASE_DIR)
SHEETS = sorted((ROOT / "static" / "src").glob("*.css"))
ICON_ARGUMENTS = [
    r'{% icon "([\w-]+)"',
    r'{% fact "([\w-]+)"',
    r'{% tag [^%]*? "([a-z][\w-]*)"(?: "\w+")? %}',
    r'icon_name="([\w-]+)"',
    r'category_icon="([\w-]+)"',
]


def templates():
    return sorted((ROOT / "templates").rglob("*.html"))


def named(path):
    return str(path.relative_to(ROOT))


def offending(pattern):
    return sorted(named(path) for path in templates() if re.search(pattern, path.read_text()))


def test_no_script_or_style_is_written_into_a_page():
    assert offending(r"<style|<script(?![^>]*\bsrc=)") == []
    assert offending(r"""<[^>]*\s(?:style|on\w+)=["']""") == []


def test_nothing_is_asked_of_another_host():
    assert offending(r"""\b(?:src|href|action|srcset)=["'](?:https?:)?//""") == []


def test_comments_end_where_they_begin():
    """A {# comment #} over two lines is shown to everybody."""
    assert [
        named(path)
        for path in templates()
        for line in path.read_text().splitlines()
        if "{#" in line and "#}" not in line
    ] == []


def known_icons():
    lines = (ROOT / "frontend" / "icons.txt").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_every_icon_of_a_template_is_in_the_sprite():
    used = {
        name
        for path in templates()
        for pattern in ICON_ARGUMENTS
        for name in re.findall(pattern, path.read_text())
    }
    assert sorted(used - set(known_icons())) == []


def test_every_icon_of_a_state_is_in_the_sprite():
    used = {look.icon for looks in STATUSES.values() for look in looks.values()}
    assert sorted(used - set(known_icons())) == []


@pytest.mark.django_db
def test_every_icon_of_a_service_field_is_in_the_sprite():
    from apps.registration.models import ServiceField

    used = set(ServiceField.objects.values_list("icon", flat=True))
    assert sorted(used - set(known_icons())) == []


def test_the_list_of_icons_is_sorted_and_has_each_once():
    assert known_icons() == sorted(set(known_icons()))


def test_components_read_meanings_and_never_raw_colours():
    raw = r"var\(--(?:felt|grass|sky-\d|vest|earth|crimson|ink)"
    assert [
        named(path) for path in SHEETS if path.name != "tokens.css" and re.search(raw, path.read_text())
    ] == []


def test_dark_by_choice_and_dark_by_device_are_the_same():
    text = (ROOT / "static" / "src" / "tokens.css").read_text()
    device = re.search(r":root:not\(\[data-theme=light\]\)\{(.*?)\}", text, re.DOTALL)
    choice = re.search(r":root\[data-theme=dark\]\{(.*?)\}", text, re.DOTALL)
    assert device[1] == choice[1]
