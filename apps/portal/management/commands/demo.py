import time
from random import Random

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from apps.accounts.models import User
from apps.portal.demo.build import SEED, DemoRegion, is_built
from apps.portal.demo.certificates import certify
from apps.portal.demo.figures import enter, remember
from apps.portal.demo.goals import imagine_another_policy, remind_some
from apps.portal.demo.reports import take_out
from apps.portal.demo.scale import plan
from apps.portal.demo.scale.load import is_loaded, load
from apps.portal.demo.stars import count_hours, date_stars, one_fallen, recognize_some


class Command(BaseCommand):
    help = (
        "Build the demo region: invented people in real places, in a database without accounts. "
        "Does nothing when it is there already."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--beside-others",
            action="store_true",
            help="also where there are accounts that are not the demo's",
        )
        parser.add_argument(
            "--scale",
            nargs="?",
            const="1",
            metavar="SIZE",
            help="and as many people as the region will have (3,600,000 volunteers, 40,000,000 records), or a share of them "
            "up to 1, or a number of volunteers from 3,000 on; once, and a killed load goes on where it stopped",
        )

    def handle(self, *args, beside_others=False, scale=None, verbosity=1, **options):
        if settings.IS_PRODUCTION:
            raise CommandError("The demo region and its accounts never exist in production.")
        size = size_of(scale) if scale else None
        if is_built():
            self.stdout.write("演示数据已经在了。")
        elif User.objects.exists() and not beside_others:
            self.stdout.write("这个数据库里已经有账号，没有加演示数据。")
            return
        else:
            self.build()
        if size:
            self.enlarge(size, verbosity)

    def build(self):
        start = time.monotonic()
        call_command("load_reference", stdout=self.stdout, verbosity=0)
        region = DemoRegion(lambda what: self.stdout.write(f"  {what}…"))
        region.build()
        self.stdout.write("  星级、年度目标和看板…")
        call_command("recompute", "all", verbosity=0)
        date_stars()
        recognize_some(Random(SEED))
        remind_some(region)
        imagine_another_policy(region)
        certify(region)  # it takes the totals and the stars
        take_out(region)
        one_fallen(region.reviewer)
        enter(region)
        call_command("rebuild_figures", verbosity=0)
        remember(region)
        self.stdout.write(f"演示数据好了：{count_hours()} 条时长，用时 {time.monotonic() - start:.0f} 秒。")

    def enlarge(self, size, verbosity):
        if is_loaded():
            self.stdout.write("放大的演示数据已经在了。")
            return
        start = time.monotonic()
        self.stderr.ending = ""  # a bar rewrites its line
        self.stderr.style_func = None
        load(size, out=self.stderr, watched=verbosity > 0)
        spent = time.monotonic() - start
        self.stdout.write(f"放大好了：{count_hours()} 条时长，用时 {spent / 60:.0f} 分钟。")


def size_of(words):
    try:
        return plan.size_of(words)
    except ValueError:
        raise CommandError(
            "--scale takes a share up to 1, or a number of volunteers from 3,000 on."
        ) from None
