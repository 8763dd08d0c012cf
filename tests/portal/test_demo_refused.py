import io

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_without_the_demo_no_account_is_printed():
    said = io.StringIO()
    call_command("demo_accounts", stdout=said)
    assert said.getvalue() == ""


def test_it_never_exists_in_production(settings):
    settings.IS_PRODUCTION = True
    with pytest.raises(CommandError, match="never exist in production"):
        call_command("demo")
    assert not User.objects.exists()


def test_it_never_gets_among_people_who_are_already_there():
    somebody = UserFactory()
    said = io.StringIO()

    call_command("demo", stdout=said)

    assert said.getvalue() == "这个数据库里已经有账号，没有加演示数据。\n"
    assert list(User.objects.all()) == [somebody]


@pytest.mark.parametrize("size", ["2", "much", "nan", "1000000000"])
def test_a_size_is_a_share_or_a_number_of_people(size):
    with pytest.raises(CommandError, match="a share up to 1, or a number of volunteers"):
        call_command("demo", scale=size, stdout=io.StringIO())
    assert not User.objects.exists()


def test_what_grows_is_measured_only_in_a_database_of_its_own():
    with pytest.raises(CommandError, match="a database of its own"):
        call_command("bench")
