from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from apps.accounts.models import User
from apps.accounts.phones import clean_phone
from apps.core.errors import Refused
from apps.organizations.actions import appoint_first_officer, appoint_officer
from apps.organizations.models import Office, Post


class Command(BaseCommand):
    help = (
        "Give a person a post in an office. The person must be registered, of age and verified. "
        "On a new installation nobody can be: as long as no officer anywhere has the powers of the office, "
        "an account whose phone is confirmed will do, and the audit trail says so."
    )

    def add_arguments(self, parser):
        parser.add_argument("phone")
        parser.add_argument("--region", required=True, help="code of the region: 15, 1504, 150430")
        parser.add_argument(
            "--office", required=True, help="kind of office: civilization, youth_league, education"
        )
        parser.add_argument(
            "--role", choices=[Post.Role.OFFICER, Post.Role.READER], default=Post.Role.OFFICER
        )

    def handle(self, *args, phone, region, office, role, **options):
        try:
            user = User.objects.with_phone(clean_phone(phone))
        except ValidationError as problem:
            raise CommandError(problem.messages[0]) from None
        if user is None:
            raise CommandError("No account has confirmed this phone. The person signs up on the site first.")
        place = Office.objects.filter(region=region, kind=office).first()
        if place is None:
            raise CommandError("There is no such office. Regions and kinds are loaded by load_reference.")
        verified = self.appoint(user, place, role)
        self.stdout.write(f"{user} → {place} ({Post.Role(role).label})")
        if not verified:
            self.stdout.write(
                "This account is not verified. It was appointed because there was no such officer yet; the person "
                "registers on the site now, and the next officers are verified first."
            )

    def appoint(self, user, place, role):
        """Whether the person's identity has been verified. The first officer's cannot have been."""
        try:
            appoint_officer(user, place, role=role)
        except Refused as unfit:
            try:
                if role != Post.Role.OFFICER:
                    raise unfit
                appoint_first_officer(user, place)
            except Refused:
                raise CommandError(str(unfit)) from None
            return False
        return True
