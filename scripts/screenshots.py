"""Photographs the pages of a running demo: make run in one window, make screenshots in another.

    scripts/screenshots.py http://127.0.0.1:8000              every page at 390 and 1280 px into var/screenshots
    scripts/screenshots.py http://127.0.0.1:8000 --readme     the two pictures of the README into docs/screenshots

Signs in with the demo accounts. A page that does not answer 200, asks another host, or writes to the console is named at the end.
"""

import os
import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright

from tests.browser import ARGUMENTS, browser_command, write_font_config

PASSWORD = "beijiang-2026"  # noqa: S105 -- the demo accounts' password, printed at every start
WIDTHS = {390: 844, 1280: 900}
HOME = "150102"

# Who looks, and where they begin. From there every page of a new shape is looked at: addresses that differ in numbers
# only are of one shape.
BEGINNINGS = {
    "": [
        "/",
        "/activities/",
        "/activities/?q=雪",
        "/organizations/",
        "/accounts/signup/",
        "/styleguide/",
        "/no-such-page/",
    ],
    "13900010001": ["/me/", "/me/file/", "/me/check-in/", "/activities/"],
    "13900010002": ["/me/", "/me/file/"],
    "13900010003": ["/me/", "/me/children/"],
    "13900010004": ["/me/", "/me/register/"],
    "13900010005": ["/me/desks/"],
    "13900010006": ["/me/desks/"],
    "13900010007": ["/me/desks/"],
    "13900010008": ["/me/desks/"],
    "13900010009": ["/me/desks/"],
    "13900010010": ["/me/desks/"],
    "13900010011": ["/region/1501/"],
    "13900010012": ["/region/15/"],
}
MOST = 70  # pages a person
NO_PAGES = re.compile(
    r"(\.(ics|pdf|xlsx|csv|svg|jpg|js|txt)|/logout/|/download/|/proof/|/sheets/|/schema/)$|^/(api|static)/"
)
README = {("13900010001", "/me/", 390): "me-390.png", ("13900010012", "/region/15/", 1280): "region-1280.png"}


def shape(path):
    return re.sub(r"[0-9]+", "0", path)


class Visitor:
    """One person at one width."""

    def __init__(self, browser, site, width, phone, problems):
        self.context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": WIDTHS[width]},
            is_mobile=width < 600,
            has_touch=width < 600,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        self.page = self.context.new_page()
        self.page.on(
            "console", lambda m: problems.append(f"{self.page.url}: {m.text}") if m.type == "error" else None
        )
        self.problems = problems
        if phone:
            self.sign_in(phone)

    def sign_in(self, phone):
        self.page.goto("/accounts/login/")
        self.page.locator("input[type=tel]").first.fill(phone)
        self.page.locator("input[type=password]").first.fill(PASSWORD)
        self.press_first()
        if self.page.url.endswith("/accounts/second-factor/code/"):
            self.page.locator("main form input.input-code").fill(
                self.page.locator("main .note b").inner_text()
            )
            self.press_first()

    def press_first(self):
        self.page.locator("main form button[type=submit], main form button:not([type])").first.click()
        self.page.wait_for_load_state()

    def links(self):
        """Where one can go from the page that is shown."""
        found = self.page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
        return [href.split("#")[0].split("?")[0] for href in found if href.startswith("/")]

    def walk(self, beginnings, look_at):
        """Look at the beginnings and at one page of every shape that can be reached from there."""
        waiting, seen = list(beginnings), set()
        while waiting and len(seen) < MOST:
            path = waiting.pop(0)
            if shape(path) in seen or NO_PAGES.search(path):
                continue
            seen.add(shape(path))
            look_at(path)
            waiting += self.links()

    def shoot(self, path, target):
        answer = self.page.goto(path)
        if answer.status != 200 and "no-such" not in path:
            self.problems.append(f"{path}: {answer.status}")
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
        if wide:
            self.problems.append(f"{path}: scrolls sideways")
        self.page.screenshot(path=target, full_page=True)


def main(site, readme=False):
    folder = ROOT / ("docs/screenshots" if readme else "var/screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    problems = []
    binary, env = browser_command()
    with tempfile.TemporaryDirectory() as fonts, sync_playwright() as playwright:
        env = {**os.environ, **env, "FONTCONFIG_FILE": str(write_font_config(Path(fonts)))}
        browser = playwright.chromium.launch(executable_path=binary, args=ARGUMENTS, env=env)
        for phone, beginnings in BEGINNINGS.items():
            for width in WIDTHS:
                wanted = [path for who, path, wide in README if (who, wide) == (phone, width)]
                if readme and not wanted:
                    continue
                visitor = Visitor(browser, site, width, phone, problems)

                def look_at(path, visitor=visitor, phone=phone, width=width):
                    kept = f"{phone[-2:] or '00'}{re.sub(r'[^a-z0-9]+', '-', shape(path))}-{width}.png"
                    visitor.shoot(path, folder / (README[phone, path, width] if readme else kept))
                    print(folder.name, path, flush=True)

                if readme:
                    for path in wanted:
                        look_at(path)
                else:
                    visitor.walk(beginnings, look_at)
                visitor.context.close()
        browser.close()
    print("\n".join(problems) or "nothing odd seen")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/"), "--readme" in sys.argv))
