"""How values are shown: hours as people say them, personal data masked."""

from django.utils.translation import gettext as _


def hours_minutes(minutes):
    """595 → 9小时55分, 74070 → 1,234小时30分. Hours are a display; what is kept and added up is whole minutes."""
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else ""
    if not hours:
        return sign + _("%(rest)d分") % {"rest": rest}
    words = _("%(hours)s小时%(rest)d分") if rest else _("%(hours)s小时")
    return sign + words % {"hours": f"{hours:,}", "rest": rest}


def how_long(time):
    """200 seconds → 3分20秒: how long some work took, to the second and never less than one."""
    minutes, seconds = divmod(max(round(time.total_seconds()), 1), 60)
    words = hours_minutes(minutes) if minutes else ""
    return words + (_("%(seconds)d秒") % {"seconds": seconds} if seconds and minutes < 60 else "")


def percent(share):
    """99 → 99%, 13.7 → 13.7%: the same share is written the same way everywhere. Where none is known, a dash."""
    return "–" if share is None else f"{share:g}%"


def mask_name(name):
    """苏日娜 → 苏**: the first character, a star for each of the others, three at most."""
    return name[:1] + "*" * min(len(name) - 1, 3) if name else ""


def mask_phone(phone):
    """13812342046 → 138****2046."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "****"


def mask_email(email):
    """wuyun@qq.com → w****@qq.com."""
    name, at, host = email.partition("@")
    return f"{name[:1]}****@{host}" if at else ""


def mask_document(number):
    """First and last four characters; a short number shows only its last two."""
    if len(number) >= 12:
        return number[:4] + "*" * (len(number) - 8) + number[-4:]
    return "*" * max(len(number) - 2, 2) + number[-2:]
