"""Files as people hand them in."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.core import uploads
from tests.factories import UserFactory

PDF = (
    b"%%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n%s"
    b"xref\n0 3\ntrailer\n<< /Root 1 0 R%s >>\nstartxref\n0\n%%%%EOF\n"
)


def picture(size=(40, 30), kind="JPEG", color="red", mode="RGB", **options):
    """The bytes of a picture of one colour."""
    out = io.BytesIO()
    Image.new(mode, size, color).save(out, kind, **options)
    return out.getvalue()


def document(objects=b"", trailer=b""):
    """The bytes of a PDF, with more objects and entries of its trailer."""
    return PDF % (objects, trailer)


def uploaded(data=None, name="照片.jpg"):
    return SimpleUploadedFile(name, picture() if data is None else data)


def seen(data):
    """A picture opened again."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def kept(*, by=None, used=True, data=None, name="照片.jpg", kind="picture", is_public=False):
    """A file that somebody handed in, and that something uses."""
    by = by or UserFactory()
    file = uploads.keep(uploaded(data, name), kind=kind, by=by, is_public=is_public)
    return uploads.attach([file], by=by)[0] if used else file
