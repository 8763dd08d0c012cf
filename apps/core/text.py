"""Chinese words are found by their characters: every title is kept as its single characters and pairs."""

import re
import unicodedata

WORD = re.compile(r"[\w]+")


def fold(text):
    """One spelling for full-width and half-width, upper and lower case."""
    return unicodedata.normalize("NFKC", text).lower().replace("\x00", "")


def grams(text):
    """清雪 → 清, 雪, 清雪. Kept with a row, so that words of one character and more are found by an index."""
    found = set()
    for word in WORD.findall(fold(text)):
        found.update(word)
        found.update(word[i : i + 2] for i in range(len(word) - 1))
    return sorted(found)


def query_grams(text):
    """What a row must hold to be worth a look: the pairs of the query's words, or its single character."""
    found = set()
    for word in WORD.findall(fold(text)[:50]):
        found.update([word] if len(word) == 1 else (word[i : i + 2] for i in range(len(word) - 1)))
    return sorted(found)
