"""Names that could be taken for one another. Arithmetic over words; the reviewer decides."""

import re
import unicodedata
from difflib import SequenceMatcher

# Characters that are taken for one another, in pairs: letters of other scripts, and characters that differ in a stroke.
PAIRS = "аa еe о0 o0 рp сc уy хx іi l1 i1 |1 〇0 未末 己已 巳已 土士 人入 曰日 戌戊 戍戊 干千"
LOOKS_LIKE = str.maketrans(dict(PAIRS.split()))

# What half the names hold and what therefore tells them apart least.
COMMON = re.compile(r"志愿者?|义工|服务|青年|协会|联合会|团队|队伍|大?队|中心|工作|社团|组织|公益")
LIKE = 0.75


def bare(name):
    """A name without what looks different and means nothing: spaces, signs, cases, widths, common words."""
    folded = unicodedata.normalize("NFKC", name).lower().translate(LOOKS_LIKE)
    words = "".join(character for character in folded if character.isalnum())
    return COMMON.sub("", words) or words


def likeness(one, other):
    """From 0, nothing alike, to 1, the same for a hasty eye."""
    return SequenceMatcher(None, bare(one), bare(other), autojunk=False).ratio()


def are_alike(one, other):
    return likeness(one, other) >= LIKE
