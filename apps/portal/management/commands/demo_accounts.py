from django.core.management.base import BaseCommand

from apps.portal.demo.build import is_built
from apps.portal.demo.cast import ACCOUNTS
from apps.portal.demo.people import PASSWORD


class Command(BaseCommand):
    help = "Print the accounts of the demo region, when it is there."

    def handle(self, *args, **options):
        if not is_built():
            return
        self.stdout.write(f"演示账号（密码都是 {PASSWORD}，部门和协会要的动态验证码就显示在问的那一页上）：")
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.phone}  {account.role}（{account.name}）：{account.look}")
