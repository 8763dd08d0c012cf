"""Cells that a spreadsheet will not run and not change: a name that begins like a formula is text and stays text, and so
does a number that is a name."""

import re

DIGITS = re.compile(r"0\d+|\d{12,}", re.ASCII)  # 00123 would become 123, 150430000001 1.5E+11
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(value):
    """Numbers stay numbers; text that begins like a formula gets an apostrophe before it."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


def plain(value):
    """The same for a CSV, where a spreadsheet takes digits for a quantity: what is long, or begins with a zero, gets a tab
    behind it, with which Excel and WPS show it as it is. `read_csv` takes the tab away again."""
    if isinstance(value, str) and DIGITS.fullmatch(value):
        return f"{value}\t"
    return safe(value)
