"""PDF files that only show something: what a PDF can do beyond that is refused."""

import re
import zlib

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")  # /J#61vaScript is another spelling of /JavaScript
ACTIVE = re.compile(
    rb"/(JavaScript|Launch|EmbeddedFile|RichMedia|Rendition|ImportData|SubmitForm|GoToE|XFA[\s\[(<])"
)
STREAM = re.compile(rb"stream\r?\n?")
DECODER = re.compile(rb"/(\w+Decode|Predictor|Crypt)\b")
LARGEST_UNPACKED = 64 * 1024 * 1024
MOST_PACKED = 5000
CHUNK = 16 * 1024


def is_pdf(data):
    return data.startswith(b"%PDF-")


def check_pdf(data):
    """Refuse a PDF that is cut off, asks for a password, carries files or programs, or hides what it carries."""
    if b"%%EOF" not in data[-2048:]:
        raise _broken()
    for part in [data, *_packed_objects(data)]:
        plain = _spelled_out(part)
        if b"/Encrypt" in plain:
            raise ValidationError(_("这份PDF有密码，别人打不开。请去掉密码再传。"), code="encrypted")
        if ACTIVE.search(plain):
            raise _active()


def _packed_objects(data):
    """Objects may be packed into streams; what stands before the word `stream` says so and how."""
    left, found, before = LARGEST_UNPACKED, 0, 0
    for stream in STREAM.finditer(data):
        head, before = _spelled_out(data[before : stream.start()]), stream.end()
        if b"/ObjStm" not in head or b"/Filter" not in head:
            continue
        found += 1
        if set(DECODER.findall(head)) != {b"FlateDecode"} or found > MOST_PACKED:
            raise _active()
        objects = _unpacked(data, stream.end(), left)
        left -= len(objects)
        yield objects


def _unpacked(data, start, most):
    """What was packed there. Fed in small pieces: a file of many short streams is not copied once for each."""
    packed, objects, view = zlib.decompressobj(), bytearray(), memoryview(data)
    try:
        for at in range(start, len(data), CHUNK):
            objects += packed.decompress(view[at : at + CHUNK], most + 1 - len(objects))
            if len(objects) > most:
                raise _broken()
            if packed.eof:
                break
    except zlib.error:
        raise _broken() from None
    return bytes(objects)


def _spelled_out(part):
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part)


def _broken():
    return ValidationError(_("这份PDF打不开，可能没有传完整。请重新保存一次再传。"), code="broken")


def _active():
    return ValidationError(
        _("这份PDF里带着附件或程序，不能收。请另存为普通PDF，或者拍成照片再传。"), code="active"
    )
