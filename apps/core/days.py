"""Service days and years are those of Asia/Shanghai, whatever the clock of the server says."""

import datetime
from zoneinfo import ZoneInfo

import chinese_calendar
from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")
ONE = datetime.timedelta(days=1)


def today():
    return timezone.now().astimezone(SHANGHAI).date()


def this_year():
    return today().year


def day_of(moment):
    """The service day a moment lies in."""
    return moment.astimezone(SHANGHAI).date()


def start_of(day):
    """The moment a service day begins."""
    return datetime.datetime.combine(day, datetime.time(), tzinfo=SHANGHAI)


def split_at_midnight(start, end):
    """Cut a half-open interval into one piece a service day, so that hours over midnight count where they were served."""
    pieces = []
    while start < end:
        midnight = start_of(day_of(start) + datetime.timedelta(days=1))
        pieces.append((start, min(end, midnight)))
        start = midnight
    return pieces


def age_on(birth_date, day):
    """Full years of age. Whoever is born on 29 February has a birthday on 1 March in other years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def working_days_after(day, count):
    """The date `count` working days later, by the country's calendar; where it is not yet known, by weekdays."""
    while count:
        day += datetime.timedelta(days=1)
        try:
            is_working = chinese_calendar.is_workday(day)
        except NotImplementedError:
            is_working = day.weekday() < 5
        count -= is_working
    return day


def is_calendar_known(day):
    """Whether the country has said which days of that year are worked."""
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return False
    return True


def working_days_until(today, day):
    """How many working days are left from today until a day, that day with it; 0 on the day itself, less when it is
    over."""
    if day < today:
        return -working_days_until(day, today)
    count, current = 0, today
    while current < day:
        current = working_days_after(current, 1)
        count += current <= day
    return count
