from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from apps.accounts.actions import forget_second_factor
from apps.accounts.models import User
from apps.accounts.phones import clean_phone


class Command(BaseCommand):
    help = (
        "Take the second factor off an account whose person lost phone and recovery codes, after they have shown who "
        "they are. They are signed out everywhere and set it up anew before their post opens again."
    )

    def add_arguments(self, parser):
        parser.add_argument("phone")

    def handle(self, *args, phone, **options):
        try:
            user = User.objects.with_phone(clean_phone(phone))
        except ValidationError as wrong:
            raise CommandError(wrong.messages[0]) from None
        if user is None or not forget_second_factor(user):
            raise CommandError("There is no second factor at this phone.")
        self.stdout.write("Done: it is set up anew at the next sign-in.")
