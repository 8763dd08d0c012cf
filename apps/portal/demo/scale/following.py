"""What follows from the people and their hours: the papers, yearly standings, the talent pool, and who is insured."""

from apps.core.models import PolicyRow
from apps.hours.models import Basis
from apps.insurance.models import Cover
from apps.matching.facts import SCOPE_RANGE as SCOPE
from apps.matching.facts import facts
from apps.matching.models import SearchRow, SearchTerm
from apps.portal.demo.scale.kept import run
from apps.portal.demo.scale.plan import MONTHS
from apps.portal.demo.scale.rows import insertion
from apps.quotas.models import YearStanding
from apps.quotas.standing import TRUTH_OF_RANGE

PAPERS = f"""
    WITH said AS (
        SELECT basis_id, count(DISTINCT volunteer_id) AS people, sum(minutes) AS minutes,
               min(organization_id) AS organization_id, min(organization_region_id) AS code,
               min(came_noted_by_id) AS made_by_id, max(served_on) AS last
        FROM hours_hourrecord WHERE basis_id > %(bases)s GROUP BY basis_id
    )
    {
    insertion(
        Basis,
        id="basis_id",
        kind="'backfill'",
        organization_id="organization_id",
        region_id="code",
        title="extract(year FROM last) || '年' || extract(month FROM last) || '月的服务'",
        place="'当地'",
        content="'从原来的登记表补录，一人一行。'",
        leader="'负责人'",
        reason="'平台上线以前的服务。'",
        declared="'2026-11'",
        people="least(people, 32767)",
        minutes="minutes",
        made_by_id="made_by_id",
        made_at="last::timestamp AT TIME ZONE 'Asia/Shanghai' + interval '60 days'",
    )
} FROM said
"""  # noqa: S608 -- our own words
GOALS = f"""
    WITH {TRUTH_OF_RANGE}
    {
    insertion(
        YearStanding,
        volunteer_id="volunteer_id",
        year="year",
        affiliation_id="affiliation_id",
        identity="identity",
        asked_by_id="asked_by_id",
        goal="goal",
        minutes="minutes",
    )
} FROM truth ORDER BY volunteer_id, year
"""
FOUND = facts(SCOPE)
POOL = [
    f"{FOUND} {insertion(SearchRow, volunteer_id='volunteer_id', place='place')} FROM people ORDER BY volunteer_id",
    f"""{FOUND} {
        insertion(
            SearchTerm,
            volunteer_id="volunteer_id",
            term="term",
            place="place",
            until="until",
            beside="beside",
        )
    } FROM lines JOIN people USING (volunteer_id) ORDER BY volunteer_id, term""",
]
# As the night takes everybody into the free policies; what needs a list of names waits for its consent.
COVERS = f"""
    {
    insertion(
        Cover,
        policy_id="policy.id",
        volunteer_id="person.id",
        state="CASE WHEN policy.is_named THEN 'eligible' ELSE 'accepted' END",
        accepted_at="CASE WHEN NOT policy.is_named THEN now() END",
        during="daterange(greatest(policy.starts_on, %(today)s::date), policy.ends_on, '[]')",
    )
} FROM registration_volunteer AS person
    JOIN insurance_policy AS policy ON starts_with(person.region_id, policy.region_id)
    WHERE person.id > %(after)s AND person.id <= %(upto)s AND person.identity_state = 'passed'
      AND policy.serves = 'everyone' AND policy.state = 'in_force' AND policy.ends_on > %(today)s::date
      AND extract(year FROM age(%(today)s::date, person.birth_date)) >= policy.minimum_age
      AND extract(year FROM age(%(today)s::date, person.birth_date)) <= coalesce(policy.maximum_age, 999)
    ORDER BY person.id
"""


def papers(plan):
    def some(_begin_at, _upto):
        run(PAPERS, {"bases": plan.keys["hours_basis"], "months": MONTHS})

    return some


def _of_people(*statements):
    def load(plan):
        before, adult = plan.keys["registration_volunteer"], PolicyRow.objects.value("age", "adult")

        def some(begin_at, upto):
            said = {"after": before + begin_at, "upto": before + upto, "today": plan.today, "adult": adult}
            for statement in statements:
                run(statement, said)

        return some

    return load


goals, pool, covers = _of_people(GOALS), _of_people(*POOL), _of_people(COVERS)
