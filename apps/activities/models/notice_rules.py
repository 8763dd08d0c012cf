"""What the database itself refuses of a notice."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

HAZARDOUS = gettext_noop(
    "可能有人身危险的活动要先有保险才能发布：从第一天到最后一班，每天都要有生效中、包括危险活动的保单，一份接一份也行。"
)
NO_MINORS = gettext_noop("抢险救灾和可能有人身危险的活动，未满18岁的不能参加。")
LEVELS = {2: None, 4: "league", 6: "banner", 9: "township", 12: "village"}
WEST, EAST, SOUTH, NORTH = 97.1, 126.1, 37.4, 53.4  # around the autonomous region
LISTED = Q(next_at__isnull=False)
SEEN = ["published", "cancelled", "closed", "withdrawn"]


def rule(sentence, condition, words=None):
    """One rule a notice keeps in the database."""
    extra = {"violation_error_message": words} if words else {}
    return models.CheckConstraint(name=f"activities_activity_{sentence}", condition=condition, **extra)


def notice_constraints():
    """The rules of a notice."""
    return [
        rule(
            "nobody_reviews_their_own",
            # Who returned a notice may come to write in it later; then somebody else publishes it.
            ~Q(decided_by=F("author"))
            & ~Q(decided_by=F("submitted_by"))
            & ~Q(state__in=SEEN, decided_by=F("last_written_by")),
            _("不能审核自己写的活动。"),
        ),
        rule(
            "published_means_reviewed_and_dated",
            ~Q(state__in=["published", "closed"])
            | Q(
                decided_by__isnull=False,
                decided_at__isnull=False,
                starts_at__isnull=False,
                ends_at__isnull=False,
            ),
        ),
        rule(
            "returned_or_cancelled_says_why",
            ~Q(state__in=["returned", "cancelled"], reason=""),
            _("请写明原因。"),
        ),
        rule(
            "has_one_to_four_fields",
            Q(service_fields__len__gte=1, service_fields__len__lte=4),
            _("服务领域选1到4个。"),
        ),
        rule(
            "says_what_it_gives_before_it_is_published",
            ~Q(state__in=["in_review", "published", "closed"]) | Q(protections__len__gte=1),
            _("写明给志愿者什么保障，至少一样。"),
        ),
        rule(
            "ages_stand_in_order",
            Q(maximum_age=None) | Q(maximum_age__gte=F("minimum_age")),
            _("最大年龄不能小于最小年龄。"),
        ),
        rule(
            "sign_up_ends_after_it_begins",
            Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
            _("报名截止要晚于开始报名。"),
        ),
        rule(
            "sign_up_ends_before_the_last_shift_does",
            # The shifts of a draft are still to come; it is asked when the draft is handed in.
            Q(state__in=["draft", "returned"])
            | Q(closes_at=None)
            | Q(ends_at=None)
            | Q(closes_at__lte=F("ends_at")),
            _("报名截止比最后一班结束还晚，改早一点。"),
        ),
        rule(
            "dangerous_ones_take_no_minors",
            Q(is_hazardous=False, is_emergency=False) | Q(minimum_age__gte=18),
            _(NO_MINORS),
        ),
        rule(
            "asks_a_thousand_hours_at_most",
            Q(minutes_before__gte=0, minutes_before__lte=60_000),
            _("要求的服务时长最多1000小时。"),
        ),
        rule(
            "lies_in_the_region",
            # NaN is greater than every number to the database, so it lies outside too.
            Q(longitude=None, latitude=None)
            | Q(
                longitude__isnull=False,
                latitude__isnull=False,
                longitude__gte=WEST,
                longitude__lte=EAST,
                latitude__gte=SOUTH,
                latitude__lte=NORTH,
            ),
            _("这个位置不在内蒙古，再核对一下经纬度。"),
        ),
        rule(
            "an_office_starts_an_emergency",
            Q(is_emergency=False, started_by_office=None)
            | Q(is_emergency=True, started_by_office__isnull=False),
            _("应急活动只能由部门发起。"),
        ),
        rule(
            "closed_means_who_when_and_what_came_of_it",
            Q(state="closed", closed_at__isnull=False, closed_by__isnull=False) & ~Q(summary="")
            | ~Q(state="closed") & Q(closed_at=None, closed_by=None),
            _("结项要写一段总结。"),
        ),
    ]


def notice_indexes():
    """What its lists are read by."""
    return [
        models.Index(name="activities_next_all", fields=["next_at", "id"], condition=LISTED),
        # Those of a level know nothing of the whole region, so that a list of all is never read by one of them and sorted.
        *(
            models.Index(
                name=f"activities_next_{level}",
                fields=[level, "next_at", "id"],
                condition=LISTED & Q((f"{level}__gt", "")),
            )
            for level in LEVELS.values()
            if level
        ),
        models.Index(name="activities_latest", fields=["-decided_at", "-id"], condition=LISTED),
        models.Index(
            name="activities_nearby",
            fields=["latitude", "longitude"],
            condition=LISTED & Q(latitude__isnull=False),
        ),
        models.Index(
            name="activities_queue",
            fields=["region", "submitted_at", "id"],
            condition=Q(("state", "in_review")),
        ),
        models.Index(
            name="activities_handed_in",
            fields=["submitted_at", "id"],
            condition=Q(submitted_at__isnull=False),
        ),
        models.Index(name="activities_of_organization", fields=["organization", "-created_at", "-id"]),
        GinIndex(name="activities_grams", fields=["grams"]),
    ]
