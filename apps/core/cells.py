"""Cells that a spreadsheet will not run: a name that begins like a formula is text and stays text."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(value):
    """Numbers stay numbers; text that begins like a formula gets an apostrophe before it."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value
