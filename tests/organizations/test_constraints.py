"""What the database itself holds of families, followers, tags and steps, by name."""

import pytest
from django.db import IntegrityError

from tests.factories import FollowFactory, ParentRequestFactory, StepFactory, TeamTagFactory

pytestmark = pytest.mark.django_db


def broken(name):
    return pytest.raises(IntegrityError, match=name)


def test_a_child_asks_one_parent_at_a_time():
    asked = ParentRequestFactory()
    ParentRequestFactory(child=asked.child, state="refused", reason="先把名字改好")

    with broken("organizations_parentrequest_one_open_a_child"):
        ParentRequestFactory(child=asked.child)


def test_nobody_asks_to_belong_to_oneself():
    asked = ParentRequestFactory()

    with broken("organizations_parentrequest_not_to_oneself"):
        ParentRequestFactory(child=asked.parent, parent=asked.parent)


def test_a_refused_child_is_told_why():
    with broken("organizations_parentrequest_refused_says_why"):
        ParentRequestFactory(state="refused")


def test_who_follows_follows_once():
    follow = FollowFactory()

    with broken("organizations_follow_once"):
        FollowFactory(organization=follow.organization, user=follow.user)


def test_a_tag_has_one_name_in_its_region():
    TeamTagFactory(name="草原防火")

    with broken("organizations_teamtag_one_name_in_a_region"):
        TeamTagFactory(name="草原防火")


def test_a_tag_for_everywhere_is_there_once_too():
    TeamTagFactory(name="草原防火", region=None)

    with broken("organizations_teamtag_one_name_in_a_region"):
        TeamTagFactory(name="草原防火", region=None)


@pytest.mark.parametrize("after", ["returned", "suspended", "closed"])
def test_an_organisation_that_is_stopped_is_told_why(after):
    with broken("organizations_step_stopping_says_why"):
        StepFactory(after=after, reason="")


def test_trust_that_changes_says_why():
    with broken("organizations_step_trust_says_why"):
        StepFactory(what="trust", before="1", after="2", reason="")
