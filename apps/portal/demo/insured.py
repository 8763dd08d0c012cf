"""Insurance in the demo region: the free policy of everybody, a named one of the league for what may hurt people with its
lists and answers, a hazardous notice, the team's own policy waiting for the office, and a claim on its way."""

import datetime

from django.utils import timezone

from apps.accounts.models import Consent, ConsentText
from apps.activities.actions import sign_up
from apps.activities.models import Activity, Position, Shift, Signup
from apps.claims.actions import begin_claim, hand_to_insurer, report_claim, state_what_is_known
from apps.core import days
from apps.core.text import grams
from apps.insurance import actions
from apps.insurance.models import Benefit, Cover, Delivery, Insurer, Policy
from apps.portal.demo.cast import HOME
from apps.portal.demo.papers import scan
from apps.regions.models import Region
from apps.registration.models import Volunteer

HOUR = datetime.timedelta(hours=1)
CLAIM_WORDS = "当天打报案电话，三十天内交诊断证明、病历和发票原件。"
BENEFITS = [("意外身故和伤残", 20_000_000, ""), ("意外医疗", 2_000_000, "每次免赔100元")]
AGREED = 24


def insure(region):
    """`region` is the demo region that is being built."""
    insurer = Insurer.objects.create(
        name="北疆财产保险股份有限公司（演示）",
        phone="400-000-0101",
        claim_phone="400-000-0102",
        claim_words=CLAIM_WORDS,
    )
    free(region, insurer)
    named = dangerous(region, insurer)
    young(region, insurer)
    actions.enrol_everybody()
    hand_over(region, named)
    branches(region)
    own(region, insurer)
    claim(region)


def policy(insurer, by, **said):
    """One in force for a year around today, with two lines."""
    today = days.today()
    made = Policy.objects.create(
        insurer=insurer,
        state=Policy.State.IN_FORCE,
        created_by=by,
        started_by=by,
        started_at=timezone.now(),
        **{"starts_on": today - 300 * days.ONE, "ends_on": today + 65 * days.ONE, **said},
    )
    Benefit.objects.bulk_create(
        Benefit(policy=made, name=name, amount=amount, words=words) for name, amount, words in BENEFITS
    )
    return made


def free(region, insurer):
    """Of the whole region, ends in 28 days: the desk warns."""
    policy(
        insurer,
        region.cast["region"],
        number="BJCX-2026-0001",
        name="全区志愿者意外险",
        serves=Policy.Serves.EVERYONE,
        is_named=False,
        region=Region.objects.get(pk="15"),
        ends_on=days.today() + 28 * days.ONE,
        minimum_age=6,
        maximum_age=75,
        covers_travel=True,
        covers_training=True,
    )


def dangerous(region, insurer):
    return policy(
        insurer,
        region.cast["league"],
        number="BJCX-2026-0150",
        name="呼和浩特市抢险救援志愿者意外险",
        serves=Policy.Serves.EVERYONE,
        region=Region.objects.get(pk=HOME[:4]),
        minimum_age=18,
        maximum_age=65,
        covers_travel=True,
        covers_hazard=True,
    )


def young(region, insurer):
    """For those under 18, with names: what a guardian agrees to."""
    policy(
        insurer,
        region.cast["league"],
        number="BJCX-2026-0151",
        name="呼和浩特市青少年志愿者意外险",
        serves=Policy.Serves.EVERYONE,
        region=Region.objects.get(pk=HOME[:4]),
        minimum_age=6,
        maximum_age=17,
        covers_travel=True,
        covers_training=True,
    )


def hand_over(region, named):
    """Some agreed; the list went out, and the insurer took it. Those who agreed later wait for the next one."""
    adults = Volunteer.objects.passed().filter(
        pk__in=Cover.objects.filter(policy=named, volunteer__region=HOME).values("volunteer")
    )
    people = list(adults.exclude(pk=region.sun.pk).order_by("pk")[:AGREED])
    text = ConsentText.objects.versions()[Consent.Purpose.INSURER]
    people = [region.sun, *people]
    agree(people[:-4], text)
    actions.make_deliveries()
    Delivery.objects.update(state=Delivery.State.HANDED_OVER, handed_over_at=timezone.now())
    actions.accept_all(Delivery.objects.get(policy=named), from_day=days.today(), by=region.cast["league"])
    agree(people[-4:], text)


def agree(people, version):
    Consent.objects.bulk_create(
        (
            Consent(
                user_id=p.user_id, purpose=Consent.Purpose.INSURER, version=version, given_by_id=p.user_id
            )
            for p in people
        ),
        ignore_conflicts=True,
    )


def branches(region):
    """Something hazardous in a few days: the covered are signed up, the others are told at the code."""
    starts = days.start_of(days.today() + 6 * days.ONE) + 9 * HOUR
    words = "大雪压断的树枝还挂在小区步道上面，用高枝锯清下来，地面上的人拉线、搬运。"
    place = "晨光社区南门"
    activity = Activity(
        organization=region.team,
        title="清理步道上方的断枝（高空）",
        description=words,
        requirements="穿防滑鞋，听队长口令。",
        risks="有高空坠物和滑倒的危险：分组拉警戒线，戴安全帽，三人一组互相看着。",
        place=place,
        service_fields=["16"],
        protections=["01"],
        cancel_hours=24,
        contact_name=region.team.contact_name,
        contact_phone=region.team.contact_phone,
        minimum_age=18,
        is_hazardous=True,
        starts_at=starts,
        ends_at=starts + 3 * HOUR,
        state=Activity.State.PUBLISHED,
        author=region.cast["owner"],
        submitted_by=region.cast["owner"],
        submitted_at=timezone.now(),
        decided_by=region.cast["reviewer"],
        decided_at=timezone.now(),
        grams=grams(f"清理步道上方的断枝（高空） {place} {words}"[:200]),
    )
    activity.place_in(region.team.region)
    activity.save()
    position = Position.objects.create(activity=activity, name="拉线和搬运")
    shift = Shift.objects.create(
        position=position, starts_at=activity.starts_at, ends_at=activity.ends_at, capacity=12
    )
    Activity.objects.filter(pk=activity.pk).note_next()
    sign_up(region.sun, shift, by=region.sun.user)


def own(region, insurer):
    """The team took out a policy of its own and waits for the office to look at it."""
    owner = region.cast["owner"]
    today = days.today()
    made = Policy.objects.create(
        insurer=insurer,
        number="BJCX-2026-7788",
        name="邻里志愿队冬季活动意外险",
        serves=Policy.Serves.ACTIVITY,
        is_named=False,
        organization=region.team,
        starts_on=today,
        ends_on=today + 120 * days.ONE,
        minimum_age=18,
        covers_hazard=True,
        created_by=owner,
    )
    actions.save_policy(made, proof=scan(owner, "保单"), by=owner)
    for name, amount, words in BENEFITS:
        actions.add_benefit(made, name=name, amount=amount, words=words, by=owner)
    actions.hand_in_policy(made, by=owner)


def claim(region):
    """Somebody slipped at a shift of the team last month; the office gave it to the insurer."""
    month = timezone.now() - 30 * days.ONE
    past = Signup.objects.filter(
        shift__position__activity__organization=region.team,
        shift__ends_at__lt=timezone.now(),
        shift__starts_at__gt=month,
        presences__isnull=False,
        volunteer__region=HOME,
    )
    past = past.exclude(volunteer__user__in=region.cast.values()).select_related("volunteer__user", "shift")
    signup = next((one for one in past.order_by("-during", "pk")[:50] if covered(one)), None)
    if signup is None:
        return
    person = signup.volunteer
    made = begin_claim(
        person,
        happened_at=signup.shift.starts_at + HOUR,
        place="晨光社区3号楼门口",
        what="下台阶时滑倒，扭伤右脚，当天去了区医院，拍片没有骨折。",
        signup=signup,
        by=person.user,
    )
    report_claim(made, by=person.user)
    state_what_is_known(made, statement="当时在给老人送菜，队长陪着去的医院。", by=region.cast["owner"])
    hand_to_insurer(made, insurer_number="BA20261105", by=region.cast["reviewer"])


def covered(signup):
    return Cover.objects.of(signup.volunteer).counting(days.day_of(signup.shift.starts_at)).exists()
