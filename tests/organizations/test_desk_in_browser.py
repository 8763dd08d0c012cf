"""The bar of a workbench on a phone."""

import pytest
from django.urls import reverse

from tests.factories import StaffFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_bar_shows_the_tab_one_is_on(signed_in):
    post = StaffFactory()
    page = signed_in(post.user)

    page.goto(reverse("organizations:profile", args=[post.organization_id]))

    tab = page.locator(".desk nav [aria-current]")
    box = tab.bounding_box()
    assert (tab.inner_text(), box["x"] >= 0, box["x"] + box["width"] <= 390) == ("资料", True, True)
