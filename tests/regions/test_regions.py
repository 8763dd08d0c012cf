import pytest
from django.db import IntegrityError

from apps.regions.models import Population, Region

pytestmark = pytest.mark.django_db

ROW = {"name": "新旗", "short_name": "新旗", "level": 6, "type": "旗", "parent_id": "1504"}
FIGURE = {"region_id": "1504", "year": 2020, "caliber": "census", "value": 1, "source": "试"}


def test_the_region_has_its_leagues_banners_and_townships():
    counts = [Region.objects.current().filter(level=level).count() for level in (2, 4, 6, 9)]
    assert counts == [1, 12, 103, 1012]


def test_a_region_contains_itself_and_what_lies_below():
    within = Region.objects.within("1504")
    assert within.filter(level__lte=6).count() == 13
    assert set(within.filter(pk__in=["15", "1504", "150430", "1501"]).values_list("pk", flat=True)) == {
        "1504",
        "150430",
    }


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (ROW | {"code": "1504999"}, "regions_region_code_has_the_length_of_its_level"),
        (ROW | {"code": "150499", "parent_id": None}, "regions_region_only_the_top_has_no_parent"),
        (ROW | {"code": "150199"}, "regions_region_lies_in_its_parent"),
        (ROW | {"code": "150499", "parent_id": "150499"}, "regions_region_lies_in_its_parent"),
    ],
)
def test_a_region_stands_where_its_code_says(row, name):
    with pytest.raises(IntegrityError, match=name):
        Region.objects.create(**row)


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (FIGURE | {"year": 2021, "value": 0}, "regions_population_is_positive"),
        (FIGURE, "regions_population_one_figure_a_year_and_caliber"),
    ],
)
def test_a_population_is_a_figure_of_its_own(row, name):
    with pytest.raises(IntegrityError, match=name):
        Population.objects.create(**row)
