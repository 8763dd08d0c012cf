"""What the world holds of insurance and claims, on each side: policies of the office and of the organisation in every
state, lists for the insurer, and what people of the side claim."""

from apps.registration.models import Volunteer
from tests.factories import (
    BenefitFactory,
    ClaimDocumentFactory,
    ClaimFactory,
    CoverFactory,
    DeliveryFactory,
    DeliveryLineFactory,
    HandedEvidenceFactory,
    InsurerFactory,
    PolicyContactFactory,
    PolicyFactory,
    SignupFactory,
)
from tests.files import document
from tests.files import kept as handed_in


def paper(by=None):
    extra = {"by": by} if by else {}
    return handed_in(data=document(), name="保单.pdf", kind="document", **extra)


def insurance_of(here, mark):
    here.insurer = InsurerFactory(name=f"财产保险{here.code}")  # companies are known to all
    held_by(here, "office_", mark, region=here.org.region, created_by=here.officer.user)
    held_by(here, "own_", mark, organization=here.org, region=None, serves="activity", created_by=here.writer)
    here.checking_policy = PolicyFactory(
        insurer=here.insurer,
        name=f"{mark}等核对的保单",
        organization=here.org,
        serves="activity",
        state="checking",
        created_by=here.writer,
        proof=paper(),
    )
    BenefitFactory(policy=here.checking_policy)
    claims_of(here, mark)


def held_by(here, side, mark, **owner):
    """A draft with a line, one in force whose list was handed over, somebody refused, and a contact at the insurer."""
    fields = {"insurer": here.insurer, "is_named": True, "proof": paper(), **owner}
    draft = PolicyFactory(**fields, name=f"{mark}保单草稿", state="draft")
    policy = PolicyFactory(**{**fields, "proof": paper()}, name=f"{mark}意外险")
    delivery = DeliveryFactory(policy=policy, rows=2)
    waiting = DeliveryLineFactory(delivery=delivery, cover__volunteer=here.helper)
    refused = CoverFactory(policy=policy, volunteer=here.candidate, state="refused")
    refused_line = DeliveryLineFactory(delivery=delivery, cover=refused)
    made = {
        "draft_policy": draft,
        "benefit": BenefitFactory(policy=draft),
        "policy": policy,
        "list": delivery,
        "waiting": waiting.cover,
        "refused": refused,
        "refused_line": refused_line,
        "contact": PolicyContactFactory(policy=policy),
    }
    for name, row in made.items():
        setattr(here, f"{side}{name}", row)


def claims_of(here, mark):
    """Reported ones and ones the insurer has, of somebody who served with the organisation."""
    signup = SignupFactory(shift=here.past_signup.shift, volunteer=here.member_volunteer)
    policy = PolicyFactory(insurer=here.insurer, region=here.org.region, name=f"{mark}旧意外险")
    cover = CoverFactory(policy=policy, volunteer=here.member_volunteer)
    fields = {"cover": cover, "volunteer": here.member_volunteer, "signup": signup, "place": f"{mark}沟口"}
    here.claim = ClaimFactory(**fields, state="reported")
    here.handed_claim = ClaimFactory(**fields, state="with_insurer")
    here.claim_paper = ClaimDocumentFactory(claim=here.handed_claim, file=paper())
    here.claim_sheet = HandedEvidenceFactory(claim=here.handed_claim, file=paper())
    here.followed_policy = policy


def claims_of_person(here, volunteer: Volunteer):
    """A cover of one's own, and a claim that is not handed in yet."""
    policy = PolicyFactory(insurer=here.insurer, region=here.org.region)
    here.my_cover = CoverFactory(policy=policy, volunteer=volunteer)
    here.my_claim = ClaimFactory(volunteer=volunteer, cover=here.my_cover)
    here.my_claim_document = ClaimDocumentFactory(claim=here.my_claim, file=paper(volunteer.user))
    here.my_claim_sheet = HandedEvidenceFactory(claim=here.my_claim, file=paper())
