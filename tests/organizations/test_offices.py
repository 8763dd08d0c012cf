import pytest
from django.db import IntegrityError

from apps.organizations.models import Office
from tests.factories import AOHAN

pytestmark = pytest.mark.django_db


def test_a_region_has_one_office_of_a_kind():
    with pytest.raises(IntegrityError, match="organizations_office_one_of_a_kind_in_a_region"):
        Office.objects.create(kind_id="youth_league", region_id=AOHAN, name="另一个团委")
