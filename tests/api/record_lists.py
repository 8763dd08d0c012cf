"""So many rows for each list of trainings, insurance, certificates, awards, complaints and searches of people."""

import datetime

from apps.core import days
from apps.core.models import PolicyRow
from apps.governance import actions as complaints
from apps.training.models import TrainingKind
from tests.factories import (
    ActivityFactory,
    BatchFactory,
    CertificateFactory,
    ClaimFactory,
    CommendationFactory,
    ComplaintFactory,
    CompletionFactory,
    CourseFactory,
    CoverFactory,
    DeliveryFactory,
    DeliveryLineFactory,
    EnrolmentFactory,
    EvaluationFactory,
    InsurerFactory,
    MemberFactory,
    OfficerFactory,
    OrganizationFactory,
    OutsideTrainingFactory,
    PolicyContactFactory,
    PolicyFactory,
    PresenceFactory,
    SealFactory,
    SearchFactory,
    ShiftFactory,
    SignupFactory,
    StaffFactory,
    StandardFactory,
    StationFactory,
    TrainedFiguresFactory,
    TrainingSessionFactory,
    UserFactory,
    VolunteerFactory,
    nine_oclock,
)

HOUR = datetime.timedelta(hours=1)


def training_kinds(count):
    for n in range(count):
        TrainingKind.objects.create(
            code=f"kind_{count}_{n}", name=f"{count}种里的第{n}种", group="professional", order=n
        )
    return None, "training/kinds/"


def training_sessions(count):
    TrainingSessionFactory.create_batch(count)
    return None, "training/sessions/"


def training_standards(count):
    staff = StaffFactory()
    StandardFactory.create_batch(count, region=None, organization=staff.organization)
    return staff.user, "training/standards/"


def managed_courses(count):
    staff = StaffFactory()
    CourseFactory.create_batch(count, organization=staff.organization)
    return staff.user, "managed-courses/"


def managed_sessions(count):
    staff = StaffFactory()
    TrainingSessionFactory.create_batch(count, course__organization=staff.organization)
    return staff.user, "managed-sessions/"


def managed_enrolments(count):
    staff = StaffFactory()
    session = TrainingSessionFactory(course__organization=staff.organization, capacity=50)
    EnrolmentFactory.create_batch(count, session=session)
    return staff.user, "managed-enrolments/"


def completions(count):
    staff = StaffFactory()
    CompletionFactory.create_batch(count, course__organization=staff.organization)
    return staff.user, "completions/"


def outside_trainings(count):
    staff = StaffFactory()
    OutsideTrainingFactory.create_batch(count, organization=staff.organization)
    return staff.user, "outside-trainings/"


def of_organization(word, make):
    """A list of training at an organisation; `make` is told the organisation and how many rows."""

    def rows(count):
        staff = StaffFactory()
        make(staff.organization, count)
        return staff.user, f"managed-organizations/{staff.organization_id}/training/{word}/"

    return rows


def of_region(word, make):
    """The same at an office of 敖汉旗."""

    def rows(count):
        officer = OfficerFactory()
        make(OrganizationFactory(region=officer.office.region), count)
        return officer.user, f"regions/{officer.office.region_id}/training/{word}/"

    return rows


def thin_sessions(organization, count):
    TrainingSessionFactory.create_batch(
        count, course__organization=organization, starts_at=nine_oclock(5), capacity=20
    )


def ending(organization, count):
    for person in trained_members(organization, count):
        CompletionFactory(volunteer=person, expires_on=days.today() + 20 * days.ONE)


def trained_members(organization, count):
    people = VolunteerFactory.create_batch(count)
    for person in people:
        MemberFactory(organization=organization, user=person.user)
        CompletionFactory(volunteer=person)
    return people


def teams(organization, count):
    for team in OrganizationFactory.create_batch(count, region=organization.region, parent=organization):
        trained_members(team, 1)


def stations(organization, count):
    StationFactory.create_batch(count, organization=organization)


def lacking(organization, count):
    for person in VolunteerFactory.create_batch(count, region=organization.region):
        CompletionFactory(volunteer=person, kind_id="basic", expires_on=days.today() - days.ONE)


def trained_figures(organization, count):
    for n in range(count):
        TrainedFiguresFactory(region=organization.region, year=2000 + count + n)


TRAINING = {
    **{
        f"{side}-training-{word}-list": make_at(word, make)
        for side, make_at in (("organization", of_organization), ("region", of_region))
        for word, make in (
            ("sessions", thin_sessions),
            ("thin-sessions", thin_sessions),
            ("ending", ending),
            ("teams", teams),
            ("stations", stations),
        )
    },
    "organization-training-members-list": of_organization("members", trained_members),
    "region-training-lacking-list": of_region("lacking", lacking),
    "region-training-figures-list": of_region("figures", trained_figures),
}


def my_enrolments(count):
    volunteer = VolunteerFactory()
    for n in range(count):
        EnrolmentFactory(volunteer=volunteer, session=TrainingSessionFactory(starts_at=nine_oclock(n + 1)))
    return volunteer.user, "me/enrolments/"


def my_completions(count):
    volunteer = VolunteerFactory()
    CompletionFactory.create_batch(count, volunteer=volunteer)
    return volunteer.user, "me/completions/"


def my_covers(count):
    volunteer = VolunteerFactory()
    CoverFactory.create_batch(count, volunteer=volunteer)
    return volunteer.user, "me/covers/"


def policies(count):
    PolicyFactory.create_batch(count)
    return OfficerFactory().user, "policies/"


def policies_to_check(count):
    for _ in range(count):
        PolicyFactory(serves="activity", organization=OrganizationFactory(), state="checking")
    return OfficerFactory().user, "policies-to-check/"


def insurers(count):
    InsurerFactory.create_batch(count)
    return OfficerFactory().user, "insurers/"


def overseen_policies(count):
    for _ in range(count):
        policy = PolicyFactory(serves="activity", organization=OrganizationFactory())
        PolicyContactFactory(policy=policy)
    return OfficerFactory().user, "overseen-policies/"


def people_on_a_list(count):
    delivery = DeliveryFactory(rows=count)
    for cover in CoverFactory.create_batch(count, policy=delivery.policy, state="sent"):
        DeliveryLineFactory(delivery=delivery, cover=cover)
    return OfficerFactory().user, f"insurance-lists/{delivery.pk}/people/"


def insurance_lists(count):
    DeliveryFactory.create_batch(count)
    return OfficerFactory().user, "insurance-lists/"


def my_claims(count):
    volunteer = VolunteerFactory()
    ClaimFactory.create_batch(count, volunteer=volunteer)
    return volunteer.user, "me/claims/"


def claims(count):
    ClaimFactory.create_batch(count, state="reported")
    return OfficerFactory().user, "claims/"


def my_papers(count):
    volunteer = VolunteerFactory()
    CertificateFactory.create_batch(count, volunteer=volunteer)
    return volunteer.user, "me/certificates/"


def paper_batches(count):
    staff = StaffFactory()
    BatchFactory.create_batch(count, organization=staff.organization)
    return staff.user, f"managed-organizations/{staff.organization_id}/certificate-batches/"


def seals(count):
    staff = StaffFactory()
    decided = {"decided_by": UserFactory(), "decided_at": nine_oclock(-1)}
    SealFactory.create_batch(
        count, organization=staff.organization, state="refused", reason="看不清", **decided
    )
    return staff.user, f"managed-organizations/{staff.organization_id}/seals/"


def waiting_seals(count):
    SealFactory.create_batch(count)
    return OfficerFactory().user, "waiting-seals/"


def my_evaluations(count):
    volunteer = VolunteerFactory()
    for n in range(count):
        begins = nine_oclock(-2 - n)
        EvaluationFactory(
            signup__volunteer=volunteer, signup__shift__starts_at=begins, signup__shift__ends_at=begins + HOUR
        )
    return volunteer.user, "me/evaluations/"


def evaluations(count):
    staff = StaffFactory()
    EvaluationFactory.create_batch(
        count, signup__shift__position__activity__organization=staff.organization, side="organization"
    )
    return staff.user, "evaluations/"


def people_to_evaluate(count):
    staff, begins = StaffFactory(), nine_oclock(-2)
    activity = ActivityFactory(organization=staff.organization, starts_at=begins, ends_at=begins + HOUR)
    shift = ShiftFactory(position__activity=activity, capacity=count)
    for signup in SignupFactory.create_batch(count, shift=shift):
        PresenceFactory(signup=signup)
    return staff.user, f"managed-organizations/{staff.organization_id}/people-to-evaluate/"


def evaluations_heard(count):
    staff = StaffFactory()
    PolicyRow.objects.filter(topic="recognition", item="least_voices").update(value=1)
    EvaluationFactory.create_batch(
        count, signup__shift__position__activity__organization=staff.organization, state="shown"
    )
    return staff.user, f"managed-organizations/{staff.organization_id}/evaluations-heard/"


def waiting_evaluations(count):
    EvaluationFactory.create_batch(count)
    return OfficerFactory().user, "waiting-evaluations/"


def my_commendations(count):
    volunteer = VolunteerFactory()
    CommendationFactory.create_batch(count, volunteer=volunteer)
    return volunteer.user, "me/commendations/"


def kept_commendations(count):
    organization = OrganizationFactory()
    CommendationFactory.create_batch(count, state="recorded", giver_organization=organization)
    return StaffFactory(organization=organization).user, "kept-commendations/"


def commendations(count):
    CommendationFactory.create_batch(count)
    return OfficerFactory().user, "commendations/"


def my_complaints(count):
    user = UserFactory()
    ComplaintFactory.create_batch(count, made_by=user)
    return user, "me/complaints/"


def open_complaints(count):
    ComplaintFactory.create_batch(count)
    return OfficerFactory().user, "complaints/"


def asked_complaints(count):
    owner, officer = StaffFactory(role="owner"), OfficerFactory().user
    for complaint in ComplaintFactory.create_batch(count, organization=owner.organization):
        accepted = complaints.accept(complaint, by=officer)
        complaints.ask_organization(accepted, by=officer, question="收费了吗？")
    return owner.user, "asked-complaints/"


def region_searches(count):
    officer = OfficerFactory()
    SearchFactory.create_batch(count, by=officer.user)
    return officer.user, f"regions/{officer.office.region_id}/people-searches/"


def member_searches(count):
    staff = StaffFactory()
    SearchFactory.create_batch(count, by=staff.user, region=None, organization=staff.organization)
    return staff.user, f"managed-organizations/{staff.organization_id}/people-searches/"


LISTS = {
    **TRAINING,
    "training-kind-list": training_kinds,
    "training-session-list": training_sessions,
    "training-standard-list": training_standards,
    "managed-course-list": managed_courses,
    "managed-session-list": managed_sessions,
    "managed-enrolment-list": managed_enrolments,
    "completion-list": completions,
    "outside-training-list": outside_trainings,
    "my-enrolment-list": my_enrolments,
    "my-completion-list": my_completions,
    "my-cover-list": my_covers,
    "policy-list": policies,
    "policy-to-check-list": policies_to_check,
    "insurer-list": insurers,
    "overseen-policy-list": overseen_policies,
    "insurance-list-list": insurance_lists,
    "insurance-list-person-list": people_on_a_list,
    "my-claim-list": my_claims,
    "claim-list": claims,
    "my-paper-list": my_papers,
    "paper-batch-list": paper_batches,
    "seal-list": seals,
    "waiting-seal-list": waiting_seals,
    "my-evaluation-list": my_evaluations,
    "evaluation-list": evaluations,
    "person-to-evaluate-list": people_to_evaluate,
    "evaluation-heard-list": evaluations_heard,
    "waiting-evaluation-list": waiting_evaluations,
    "my-commendation-list": my_commendations,
    "commendation-list": commendations,
    "kept-commendation-list": kept_commendations,
    "my-complaint-list": my_complaints,
    "complaint-list": open_complaints,
    "asked-complaint-list": asked_complaints,
    "region-search-list": region_searches,
    "member-search-list": member_searches,
}
