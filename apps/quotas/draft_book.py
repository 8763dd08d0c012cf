"""What an office's draft of other thresholds and goals would change, as the sheets of a workbook: what its page shows."""

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.quotas.models import DraftEffect, PolicyDraft


def draft_sheets(row, *, numbers, places, leagues, total):
    """In the whole region people are added up by league and stand by banner on a sheet of their own."""
    yield _("改什么"), changed(numbers)
    if leagues:
        yield _("会变的人，按盟市"), [heads(_("盟市")), *map(whom, leagues), summed(total)]
    yield _("会变的人，按旗县"), [heads(_("旗县")), *map(whom, places), summed(total)]
    yield _("说明"), words(row)


def changed(numbers):
    yield [_("哪一项"), _("哪一种"), _("现在（小时）"), _("草案（小时）")]
    for one, now in numbers:
        yield [one.name, one.get_topic_display(), hours(now), hours(one.value)]


def hours(minutes):
    return round(minutes / 60, 2)


def heads(where):
    return [
        *[where, _("代码"), _("时长够上更高的星"), _("时长够不上现在的星")],
        *[_("目标变了"), _("变成满了"), _("变成没满")],
    ]


def whom(effect):
    return [effect.region.name, effect.region.pk, *(getattr(effect, name) for name in DraftEffect.COUNTS)]


def summed(total):
    return [_("合计"), "", *(total[name] for name in DraftEffect.COUNTS)]


def words(row):
    """What this is, when it was counted, and of whom."""
    yield [_("项目"), _("内容")]
    yield [_("草案"), row.name]
    yield [_("地区"), row.region.name]
    yield [_("状态"), row.get_state_display()]
    if row.state == PolicyDraft.State.IN_FORCE:
        yield [_("从哪天起"), row.valid_from]
        yield [_("按哪个文件"), row.source]
    yield [
        _("什么时候算的"),
        f"{timezone.localtime(row.counted_at):%Y-%m-%d %H:%M}" if row.counted_at else "",
    ]
    yield [_("算哪些人"), _("只算实名核验通过的人；目标按今年到那时算")]
    yield [_("够不上的"), _("协会认定过的星照样留着，没认定的等时长够")]
