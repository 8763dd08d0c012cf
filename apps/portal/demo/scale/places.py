"""Who decides and who gathers people: an officer in each banner, and associations, schools, units and teams."""

import datetime

from apps.accounts.models import User
from apps.core import days
from apps.organizations.models import Office, Organization, Post
from apps.portal.demo import places as demo_places
from apps.portal.demo.scale.kept import run
from apps.portal.demo.words import names
from apps.regions.models import Region

KINDS = {
    1: "primary_school",
    2: "agency",
    3: "university",
}  # of eight; the first is the association, others are teams
PHONE = "0471-5550000"


def load(plan):
    def some(_begin_at, _upto):
        since = days.today() - datetime.timedelta(days=6 * 366)
        regions = {one.code: one for one in Region.objects.banners()}
        offices = dict(Office.objects.filter(kind="youth_league").values_list("region", "pk"))
        officers, owners, made = [], [], []
        for code, v0, o0, places in run("SELECT code, v0, o0, places FROM demo_scale.banner ORDER BY v0"):
            first = plan.keys["accounts_user"] + v0 + 1
            officers.append(Post(user_id=first, office_id=offices[code], role="officer", since=since))
            for n in range(places):
                one = place(regions[code], n, first + 1 + n, first)
                one.pk = plan.keys["organizations_organization"] + o0 + n + 1
                made.append(one)
                owners.append(Post(user_id=first + 1 + n, organization_id=one.pk, role="owner", since=since))
        Organization.objects.bulk_create(made, batch_size=1000)
        Post.objects.bulk_create([*officers, *owners], batch_size=2000)

    return some


def place(region, n, owner, officer):
    kind = "youth_assoc" if n == 0 else KINDS.get(n % 8, "team")
    words = names("teams")
    name = {
        "youth_assoc": f"{region.name}青年志愿者联合会",
        "primary_school": f"{region.short_name}第{n // 8 + 2}小学",
        "agency": f"{region.short_name}第{n // 8 + 1}机关",
        "university": f"{region.short_name}第{n // 8 + 1}职业学院",
    }.get(kind, f"{region.short_name}{words[n % len(words)]}{n}队")
    user = User(pk=owner, name="负责人")
    user.phone = PHONE
    return demo_places.organization(region, kind, name, user, User(pk=officer), days=1500)
