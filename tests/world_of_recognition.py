"""What the world holds of evaluations, awards, whole files and complaints, on each side."""

from apps.core import days
from apps.governance import actions as complaints
from tests.factories import (
    CommendationFactory,
    ComplaintFactory,
    EvaluationFactory,
    LookFactory,
    OfficerFactory,
    PresenceFactory,
    SignupFactory,
)
from tests.files import document, uploaded
from tests.files import kept as handed_in

TOLD = {"matter": "money"}


def recognition_of(here, mark, ended_shift):
    """Words that wait and words of an organisation below, awards asked for and given, complaints that wait and one the
    organisation was asked about."""
    here.visited_shift = ended_shift(here, 20)
    here.visit = visited(here.visited_shift, here.candidate)
    here.said = said_of(here, mark, ended_shift(here, 21))
    here.part_said = EvaluationFactory(
        signup__shift__position__activity__organization=here.part, words=f"{mark}还行"
    )
    here.award_asked = asked_by(here.candidate, mark)
    here.award_given = CommendationFactory(
        volunteer=here.helper,
        title=f"{mark}铲雪能手",
        state="recorded",
        giver_organization=here.org,
        proof=None,
        made_by=here.writer,
        decided_by=here.writer,
    )
    here.own_award = CommendationFactory(
        volunteer=None,
        organization=here.org,
        title=f"{mark}先进集体",
        made_by=here.writer,
        proof=proof_of(here.writer),
    )
    here.complaint = complaints.lodge(
        here.org,
        by=here.candidate.user,
        words=f"{mark}收钱",
        proofs=[proof_of(here.candidate.user, used=False)],
        **TOLD,
    )
    asked = ComplaintFactory(about="activity", organization=here.org, activity=here.open, words=f"{mark}卖药")
    officer = OfficerFactory(region=here.code).user
    complaints.accept(asked, by=officer)
    here.asked_complaint = complaints.ask_organization(asked, by=officer, question=f"{mark}收费了吗？")


def said_of(here, mark, shift):
    visit = visited(shift, here.candidate)
    return EvaluationFactory(signup=visit, words=f"{mark}安排得好")


def visited(shift, volunteer):
    signup = SignupFactory(shift=shift, volunteer=volunteer)
    PresenceFactory(signup=signup)
    return signup


def proof_of(user, used=True):
    return handed_in(by=user, used=used, data=document(), name="证书.pdf", kind="document")


def asked_by(volunteer, mark=""):
    return CommendationFactory(volunteer=volunteer, title=f"{mark}最美志愿者", proof=proof_of(volunteer.user))


def recognition_belonging_to(here, volunteer, ended_shift):
    """What a single person has: a shift to evaluate, one evaluated, an award asked for, a complaint."""
    here.my_visit = visited(ended_shift(here, 22), volunteer)
    here.my_evaluation = EvaluationFactory(signup=visited(ended_shift(here, 23), volunteer))
    here.my_award = asked_by(volunteer)
    here.my_complaint = complaints.lodge(
        here.association,
        by=volunteer.user,
        words="不给开证明",
        proofs=[proof_of(volunteer.user, used=False)],
        **TOLD,
    )


def looks_of(own, foreign, officer):
    """Files that were just opened: by the officer of the banner, and by a stranger elsewhere."""
    own.look = LookFactory(volunteer=own.candidate, by=officer)
    foreign.look = LookFactory(volunteer=foreign.candidate)


def award():
    return {"title": "扶贫先锋", "giver": "敖汉旗委", "given_on": days.today().isoformat()}


BODIES = {
    "recognition:evaluate POST": lambda h, r, w: {"stars": "5", "words": "好"},
    "recognition:awards POST": lambda h, r, w: award() | {"proof": uploaded(name="证书.jpg")},
    "recognition:organization_evaluate POST": lambda h, r, w: {f"s{h.visit.pk}-stars": "5"},
    "recognition:organization_moderation POST": lambda h, r, w: {"pick": [h.part_said.pk]},
    "recognition:organization_ask POST": lambda h, r, w: award() | {"proof": uploaded(name="证书.jpg")},
    "recognition:organization_give POST": lambda h, r, w: award() | {"people": h.helper.number},
    "recognition:organization_void POST": lambda h, r, w: {"reason": "写错了"},
    "recognition:region_give POST": lambda h, r, w: award() | {"people": h.helper.number},
    "recognition:region_moderation POST": lambda h, r, w: {"pick": [h.said.pk]},
    "recognition:region_files POST": lambda h, r, w: {"number": h.candidate.number, "why": "推荐"},
    "recognition:region_award POST": lambda h, r, w: {"do": "record"},
    "recognition:region_void POST": lambda h, r, w: {"reason": "不实"},
    "governance:lodge POST": lambda h, r, w: TOLD | {"words": "强迫我们参加"},
    "governance:organization_complaint POST": lambda h, r, w: {"statement": "没有收费"},
    "governance:region_complaint POST": lambda h, r, w: {"do": "accept"},
    "api:my-evaluation-list POST": lambda h, r, w: {"signup": h.my_visit.pk, "stars": 5},
    "api:evaluation-list POST": lambda h, r, w: {
        "organization": h.org.pk,
        "people": [{"signup": h.visit.pk, "stars": 5}],
    },
    "api:waiting-evaluation-show POST": lambda h, r, w: {"ids": [h.said.pk]},
    "api:waiting-evaluation-hold POST": lambda h, r, w: {"reason": "写了电话"},
    "api:my-commendation-list POST": lambda h, r, w: award(),
    "api:commendation-list POST": lambda h, r, w: {
        "title": "扶贫先锋",
        "given_on": days.today().isoformat(),
        "by_organization": h.org.pk,
        "volunteers": [h.helper.number],
    },
    "api:commendation-refuse POST": lambda h, r, w: {"reason": "看不清"},
    "api:commendation-void POST": lambda h, r, w: {"reason": "不实"},
    "api:whole-files POST": lambda h, r, w: {"number": h.candidate.number, "why": "推荐"},
    "api:my-complaint-list POST": lambda h, r, w: TOLD | {"words": "强迫", "organization": h.org.pk},
    "api:complaint-pass-on POST": lambda h, r, w: {"responsible": "市场监管局"},
    "api:complaint-ask POST": lambda h, r, w: {"question": "收费了吗？"},
    "api:complaint-settle POST": lambda h, r, w: {"outcome": "upheld", "answer": "查实了"},
    "api:asked-complaint-explain POST": lambda h, r, w: {"statement": "没有收费"},
}
