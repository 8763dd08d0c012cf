"""Names and words that sound like the region, from the files beside. Every person and team here is invented."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
REASONS = ["和证件照片上的名字差一个字，请对着证件改一下。", "证件号码和出生日期对不上，请再看一眼。"]
URBAN = {"市辖区", "县级市", "地级市"}


@dataclass(frozen=True)
class Words:
    """What a notice says."""

    title: str
    description: str
    place: str
    field: str
    beneficiaries: list
    protections: list
    risks: str
    minimum_age: int
    months: frozenset

    def fits(self, day):
        """Nobody clears snow in July."""
        return not self.months or day.month in self.months

    def place_in(self, region, landmark):
        """嘎查 and 苏木 lie in banners; a town has 社区 and 街道. 光明社区 and 社区居委会 make one 光明社区居委会."""
        place = self.place
        if region.type in URBAN:
            place = place.replace("嘎查", "社区").replace("苏木", "街道")
        return landmark + place.removeprefix(landmark[-2:])


def read(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def names(key):
    return next(row["names"].split() for row in read("names.csv") if row["list"] == key)


@cache
def activities(kind):
    """The notices for adults, for pupils, or the standing duty."""
    return [
        Words(
            **{key: row[key] for key in ("title", "description", "place", "field", "risks")},
            beneficiaries=row["beneficiaries"].split(),
            protections=row["protections"].split(),
            minimum_age=int(row["minimum_age"]),
            months=frozenset(map(int, row["months"].split())),
        )
        for row in read("activities.csv")
        if row["for"] == kind
    ]
