"""Pictures drawn anew: what comes out is a plain JPEG that holds what is seen and nothing else."""

import io
import struct
import threading
import zlib

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

FORMATS = ["JPEG", "PNG", "WEBP"]
QUALITY = 82
# What a broken or a made-up picture makes Pillow's readers raise.
UNREADABLE = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    LookupError,
    TypeError,
    ArithmeticError,
    AttributeError,
    RuntimeError,
    struct.error,
    zlib.error,
)
one_at_a_time = threading.Lock()  # a large picture takes up to 350 MB while it is drawn


def is_picture(data):
    """Whether the first bytes are those of a picture that can be taken, whatever its name says."""
    return data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (
        data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    )


def redraw(data, limits):
    """The picture upright, at most `kept_side` pixels long, on white, as a JPEG.

    Nothing that the camera or the sender wrote beside the picture is kept: no place, no time, no thumbnail,
    no second file behind the first.
    """
    try:
        with one_at_a_time, Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _refuse_too_many_pixels(image, limits)
            return _as_jpeg(_upright(image, limits["kept_side"]))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels("", limits) from None
    except ValidationError:
        raise
    except UNREADABLE:
        raise ValidationError(_("这张图片打不开，可能没有传完整。请换一张。"), code="broken") from None


def _refuse_too_many_pixels(image, limits):
    """Asked of the first bytes, before anything is unpacked: a small file may claim a picture of any size."""
    width, height = image.size
    if (
        max(image.size) > limits["picture_side"]
        or width * height > _millions(image.format, limits) * 1_000_000
    ):
        raise _too_many_pixels(image.format, limits)


def _millions(kind, limits):
    return limits[
        "webp_megapixels" if kind == "WEBP" else "picture_megapixels"
    ]  # WebP takes twice the memory


def _too_many_pixels(kind, limits):
    return ValidationError(
        _("这张图片太大了：最多%(millions)d百万像素，一边最长%(side)d像素。请缩小后再传。"),
        code="too_many_pixels",
        params={"millions": _millions(kind, limits), "side": limits["picture_side"]},
    )


def _upright(image, side):
    image.draft("RGB", (side, side))  # a JPEG is read at the size it is needed in
    turn = image.getexif().get(0x0112, 1)
    small = _thinned(image, side)
    small.thumbnail((side, side))
    small.getexif()[0x0112] = turn
    return ImageOps.exif_transpose(small)


def _thinned(image, side):
    """Flat, and nearly as small as is wanted: made strip by strip, so that there is never a second copy of the whole."""
    step = max(1, max(image.size) // side)
    width, height = image.size
    strips = [
        _on_white(image.crop((0, top, width, min(top + 64 * step, height)))).reduce(step)
        for top in range(0, height, 64 * step)
    ]
    small = Image.new("RGB", (strips[0].width, sum(strip.height for strip in strips)))
    for number, strip in enumerate(strips):
        small.paste(strip, (0, 64 * number))
    return small


def _on_white(image):
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value / 256).convert("L").convert("RGB")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        return ground
    return image.convert("RGB")


def _as_jpeg(image):
    clean = Image.new("RGB", image.size)  # a new picture knows nothing of the old one's notes
    clean.paste(image)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=QUALITY, progressive=True, optimize=True)
    return out.getvalue()
