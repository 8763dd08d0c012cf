"""Numbers as they arrive in requests: text that somebody typed or a program made up."""

from django.http import Http404

LARGEST_KEY = 2**63 - 1


def whole_number(text, most=LARGEST_KEY):
    """The number a text stands for, from 0 to `most`; None for anything else. Not every digit Unicode knows (², ３) is
    one of ours."""
    text = str(text)
    if text.isascii() and text.isdigit() and len(text) <= len(str(most)) and int(text) <= most:
        return int(text)
    return None


def picked_keys(ticked):
    """The ids of the rows somebody ticked in a list. What is no id is not there: 404."""
    keys = {whole_number(pick) for pick in ticked}
    if None in keys:
        raise Http404
    return keys
