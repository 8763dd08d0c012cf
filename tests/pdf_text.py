"""Reads the words of a PDF made by typst back: enough to know what was printed."""

import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.DOTALL)
STREAM = re.compile(rb"/Length (\d+)\b.*?stream\r?\n", re.DOTALL)
# Parentheses that have their partner stand in a string as they are.
PIECE = rb"(?:\\.|[^\\()])"
for _depth in range(4):
    PIECE = rb"(?:\\.|[^\\()]|\(" + PIECE + rb"*\))"
# A string with a backslash or the end of a line among its codes is written in hexadecimal.
MARK = re.compile(
    rb"<<.*?>>|/(f\d+) [\d.]+ Tf|(ET)|\((" + PIECE + rb"*)\)|<([0-9a-fA-F]+)>",
    re.DOTALL,
)
ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
CODES = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pages_of(pdf):
    """The words of each page."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    pages = [body for body in objects.values() if re.search(rb"/Type/Page\b", body)]
    return [_words(objects, page) for page in pages]


def text_of(pdf):
    return "\n".join(pages_of(pdf))


def _words(objects, page):
    fonts = {
        name: _letters(objects, int(number))
        for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", _follow(objects, page, rb"Resources"))
    }
    said, font = [], {}
    for name, end, string, codes in MARK.findall(_opened(_follow(objects, page, rb"Contents"))):
        if name:
            font = fonts[name]
        elif end:
            said.append("\n")
        elif string or codes:
            raw = bytes.fromhex(codes.decode()) if codes else _unescaped(string)
            said.append(_spelled(raw, font))
    return "".join(said)


def _follow(objects, body, key):
    return objects[int(re.search(rb"/" + key + rb" (\d+) 0 R", body)[1])]


def _opened(body):
    head = STREAM.search(body)
    return zlib.decompress(body[head.end() : head.end() + int(head[1])])


def _letters(objects, font):
    """{glyph: letters} of a font, as it tells whoever copies text out of the page."""
    found = CODES.findall(_opened(_follow(objects, objects[font], rb"ToUnicode")))
    return {int(glyph, 16): bytes.fromhex(letters.decode()).decode("utf-16-be") for glyph, letters in found}


def _unescaped(string):
    return ESCAPE.sub(
        lambda found: bytes([int(found[1], 8)]) if len(found[1]) == 3 else PLAIN.get(found[1], found[1]),
        string,
    )


def _spelled(raw, font):
    return "".join(font.get(raw[at] * 256 + raw[at + 1], "") for at in range(0, len(raw) - 1, 2))
