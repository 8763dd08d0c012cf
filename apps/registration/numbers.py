"""Volunteer numbers and guardian codes: what people read out to each other."""

import re
import secrets
import unicodedata

from stdnum import luhn

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that looks like something else
CODE_LENGTH = 8


def volunteer_number(league_code: str, serial: int) -> str:
    """Twelve digits: the league where the person passed, seven of a running number, one to catch typing errors."""
    body = f"{league_code}{serial:07d}"
    return body + luhn.calc_check_digit(body)


def new_guardian_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def read_guardian_code(text: str) -> str:
    """Small letters, full-width ones, spaces and dashes are read rightly."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()
