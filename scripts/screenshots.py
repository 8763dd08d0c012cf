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

# Who looks, and at what. {org} is the first organisation, {activity} the first activity, the person finds on their desks.
PAGES = {
    "": [
        "/",
        "/activities/",
        "/activities/?q=雪",
        "/organizations/",
        "/accounts/login/",
        "/accounts/signup/",
        "/styleguide/",
        "{activity}",
        "{organization}",
        "/no-such-page/",
    ],
    "13900010001": [
        "/me/",
        "/me/hours/",
        "/me/signups/",
        "/me/messages/",
        "/me/file/",
        "/me/children/",
        "/me/check-in/",
        "/me/desks/",
        "{activity}",
        "/organizations/apply/",
        "/accounts/password/change/",
    ],
    "13900010002": ["/me/", "/me/file/", "{activity}"],
    "13900010003": ["/me/", "/me/children/"],
    "13900010004": ["/me/", "/me/register/", "/me/file/"],
    "13900010005": [
        "/me/desks/",
        "{org}",
        "{org}activities/",
        "{org}activities/new/",
        "{org}hours/",
        "{org}staff/",
        "{org}code",
        "{org}roll",
    ],
    "13900010007": [
        "/region/150102/",
        "/region/150102/identities/",
        "/region/150102/organizations/",
        "/region/150102/activities/",
        "/region/150102/hours/",
    ],
    "13900010008": ["{org}", "{org}stars/"],
    "13900010009": ["{org}", "{org}report/"],
    "13900010010": ["{org}report/"],
    "13900010011": ["/region/1501/"],
    "13900010012": ["/region/15/"],
}
README = {("13900010001", "/me/", 390): "me-390.png", ("13900010012", "/region/15/", 1280): "region-1280.png"}


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
        self.page.locator("main form button[type=submit], main form button:not([type])").first.click()
        self.page.wait_for_load_state()

    def resolve(self, path):
        """The address a placeholder stands for, found the way a person would: by following links."""
        if path == "{activity}":
            return self.first("/activities/", r"^/activities/\d+/$")
        if path == "{organization}":
            return self.first("/organizations/", r"^/organizations/\d+/$")
        if "{org}" not in path:
            return path
        desk = self.first("/me/desks/", r"^/org/\d+/$")
        if path.endswith(("code", "roll")):
            one = self.first(f"{desk}activities/", rf"^{desk}activities/\d+/$")
            return self.first(one, rf"^{desk}shifts/\d+/{path[5:]}/$")
        return path.replace("{org}", desk)

    def first(self, listing, pattern):
        self.page.goto(listing)
        links = self.page.eval_on_selector_all(
            "main a[href], .desk a[href]", "all => all.map(a => a.getAttribute('href'))"
        )
        for link in links:
            if re.match(pattern, link):
                return link
        raise LookupError(f"{listing} has no link like {pattern}")

    def shoot(self, path, target):
        try:
            address = self.resolve(path)
        except LookupError as problem:
            self.problems.append(str(problem))
            return
        answer = self.page.goto(address)
        if answer.status != 200 and "no-such" not in path:
            self.problems.append(f"{address}: {answer.status}")
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
        if wide:
            self.problems.append(f"{address}: scrolls sideways")
        self.page.screenshot(path=target, full_page=True)


def main(site, readme=False):
    folder = ROOT / ("docs/screenshots" if readme else "var/screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    problems = []
    binary, env = browser_command()
    with tempfile.TemporaryDirectory() as fonts, sync_playwright() as playwright:
        env = {**os.environ, **env, "FONTCONFIG_FILE": str(write_font_config(Path(fonts)))}
        browser = playwright.chromium.launch(executable_path=binary, args=ARGUMENTS, env=env)
        for phone, paths in PAGES.items():
            for width in WIDTHS:
                wanted = [p for p in paths if not readme or (phone, p, width) in README]
                if not wanted:
                    continue
                visitor = Visitor(browser, site, width, phone, problems)
                for path in wanted:
                    name = (
                        README.get((phone, path, width))
                        if readme
                        else f"{phone[-2:] or '00'}{re.sub(r'[^a-z0-9]+', '-', path)}-{width}.png"
                    )
                    visitor.shoot(path, folder / name)
                    print(folder.name, name, flush=True)
                visitor.context.close()
        browser.close()
    print("\n".join(problems) or "nothing odd seen")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/"), "--readme" in sys.argv))
