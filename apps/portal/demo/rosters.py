"""A unit and a school have handed in rosters: somebody of the cast is asked, others are not here yet, a row is wrong."""

import datetime

from stdnum.cn import ric

from apps.core.tables import Table
from apps.registration.actions import begin_roster, hand_in_roster
from apps.registration.actions.rosters import read_some

BORN = datetime.date(2016, 4, 12)
PUPILS = ["其其格", "朝鲁", "李雨桐", "赵子涵", "娜仁托娅"]


def hand_in(demo):
    asked = [demo.sun.name, demo.sun.document_number, "营销部", "D0117"]
    rows = [asked, ["高娃", number(501, datetime.date(1988, 6, 1)), "调度室", "D0118"]]
    read(demo.unit, demo.cast["unit"], ["姓名", "身份证号码", "部门", "工号"], rows)
    pupils = [[name, number(510 + n, BORN), "三年级", "2班"] for n, name in enumerate(PUPILS)]
    pupils.append(["王思远", number(520, BORN)[:17], "三年级", "2班"])
    read(demo.school, demo.cast["school"], ["姓名", "身份证号码", "年级", "班级"], pupils)


def number(n, born):
    """Of nobody in particular, and right by its last digit."""
    body = f"150102{born:%Y%m%d}{n:03d}"
    return body + ric.calc_check_digit(body + "0")


def read(place, owner, header, rows):
    roster = hand_in_roster(place, table=Table(header, rows, list(range(2, len(rows) + 2))), by=owner)
    roster = begin_roster(roster, columns=roster.columns, has_declared=True, by=owner)
    read_some({"roster": roster.pk, "read": 0}, key="")
