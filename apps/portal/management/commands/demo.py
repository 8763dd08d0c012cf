import time
from random import Random

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from apps.accounts.models import User
from apps.portal.demo.build import SEED, DemoRegion, is_built
from apps.portal.demo.stars import count_hours, date_stars, recognize_some


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

    def handle(self, *args, beside_others=False, **options):
        if settings.IS_PRODUCTION:
            raise CommandError("The demo region and its accounts never exist in production.")
        if is_built():
            self.stdout.write("演示数据已经在了。")
            return
        if User.objects.exists() and not beside_others:
            self.stdout.write("这个数据库里已经有账号，没有加演示数据。")
            return
        start = time.monotonic()
        call_command("load_reference", stdout=self.stdout, verbosity=0)
        DemoRegion(lambda what: self.stdout.write(f"  {what}…")).build()
        self.stdout.write("  星级、年度目标和看板…")
        call_command("recompute", "all", verbosity=0)
        date_stars()
        recognize_some(Random(SEED))
        call_command("rebuild_figures", verbosity=0)
        self.stdout.write(f"演示数据好了：{count_hours()} 条时长，用时 {time.monotonic() - start:.0f} 秒。")
