"""Numbers and tokens of certificates: drawn, never counted, so that nobody can guess the next one and none comes twice
after a backup was restored."""

import re
import secrets
import unicodedata

from apps.certificates.models import Certificate

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: what is read from paper is typed without doubt
PREFIXES = {"service": "FW", "star": "XJ", "training": "PX", "thanks": "GX", "stated": "SM"}
TOKEN = 26  # letters of five bits: 130 bits
MEANT = str.maketrans("ILO", "110")
Kind = Certificate.Kind


def new_number(kind, year):
    """FW2026-7K3MQ-9TX2B."""
    return f"{PREFIXES[kind]}{year}-{_drawn(5)}-{_drawn(5)}"


def new_token():
    return _drawn(TOKEN)


def _drawn(length):
    return "".join(secrets.choice(LETTERS) for _place in range(length))


def read_number(text):
    """A number as somebody typed it: in any case and width, with or without the dashes."""
    plain = _plain(text)
    return f"{plain[:6]}-{_meant(plain[6:11])}-{_meant(plain[11:])}" if len(plain) == 16 else ""


def read_token(text):
    plain = _meant(_plain(text))
    return plain if re.fullmatch(f"[{LETTERS}]{{{TOKEN}}}", plain) else ""


def in_fives(token):
    """As it is printed, to be read and typed: 7K3MQ 9TX2B …, the last group of six."""
    return " ".join([*(token[at : at + 5] for at in range(0, 20, 5)), token[20:]])


def _plain(text):
    folded = unicodedata.normalize("NFKC", text[:200]).upper()
    return "".join(letter for letter in folded if letter.isascii() and letter.isalnum())


def _meant(letters):
    return letters.translate(MEANT)
