from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from apps.accounts.models import User
from apps.accounts.phones import clean_phone
from apps.core.errors import Refused
from apps.organizations.actions import appoint_officer
from apps.organizations.models import Office, Post


class Command(BaseCommand):
    help = (
        "Give an account a post in an office: the first officers of a new installation are appointed on the server. "
        "The person must have signed up and confirmed the phone."
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
        try:
            appoint_officer(user, place, role=role)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{user} → {place} ({Post.Role(role).label})")
