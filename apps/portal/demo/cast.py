"""The accounts a visitor signs in with, one for each role, all in 新城区 of 呼和浩特 unless their office is higher."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    key: str
    role: str
    name: str
    phone: str
    look: str  # what to look at first


ACCOUNTS = [
    Account("volunteer", "志愿者", "苏日娜", "13900010001", "我的时长和星级"),
    Account("child", "小学生（12岁）", "王小满", "13900010002", "监护人同意后报名"),
    Account("guardian", "监护人", "王建国", "13900010003", "我的孩子"),
    Account("newcomer", "刚注册、待核验", "李晓敏", "13900010004", "等待核验"),
    Account("owner", "队伍负责人", "韩志远", "13900010005", "发活动、签到码、确认时长"),
    Account("staff", "队伍管理员", "包红霞", "13900010006", "确认别人点的名"),
    Account("reviewer", "新城区团委审核员", "孟和", "13900010007", "实名、组织、活动三个待办"),
    Account("association", "新城区青年志愿者协会", "乌云其木格", "13900010008", "星级认定"),
    Account("school", "小学老师", "陈桂芳", "13900010009", "班级时长报表"),
    Account("unit", "单位联络员", "郭志强", "13900010010", "职工时长报表"),
    Account("league", "呼和浩特市文明办", "那顺", "13900010011", "盟市看板"),
    Account("region", "自治区团委", "高娃", "13900010012", "全区看板"),
    Account("education", "自治区教育厅（只看）", "何文博", "13900010013", "全区看板，不能审核"),
]
WOMEN = {"苏日娜", "李晓敏", "包红霞", "乌云其木格", "陈桂芳", "高娃"}
MEN = {account.name for account in ACCOUNTS} - WOMEN
CHILD_AGE = 12
HOME = "150102"
