"""All certificates of a batch as one ZIP, written while it is sent: memory holds one page at a time."""

import io
import zipfile
from collections.abc import Iterator

import pypdfium2
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from apps.accounts.models import User
from apps.certificates.models import Batch, Certificate
from apps.core import audit, pdf, uploads

AT_ONCE = 50


class _Pipe(io.RawIOBase):
    """What is written can be taken out again, and is then gone."""

    def __init__(self):
        self.parts, self.position = [], 0

    def writable(self):
        return True

    def write(self, part):
        self.parts.append(bytes(part))
        self.position += len(part)
        return len(part)

    def tell(self):
        return self.position

    def take(self):
        taken, self.parts = b"".join(self.parts), []
        return taken


def hand_out(batch: Batch, *, by: User) -> StreamingHttpResponse:
    """The archive as an answer; who took it is written down."""
    audit.note("certificate.exported", [batch], by=by, certificates=batch.made)
    response = StreamingHttpResponse(zipped(batch), content_type="application/zip")
    name = f"{batch.organization.name}-{batch.get_kind_display()}-{batch.made_at:%Y%m%d}.zip"
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def print_out(batch: Batch, *, by: User) -> HttpResponse:
    """All of them one after the other in one PDF, to print a class's at once. Each page keeps its own signed code; as a
    file only the single ones are signed."""
    audit.note("certificate.printed", [batch], by=by, certificates=batch.made)
    name = f"{batch.organization.name}-{batch.get_kind_display()}-{batch.made_at:%Y%m%d}.pdf"
    return pdf.pdf_answer(joined(batch), name)


def joined(batch: Batch) -> bytes:
    whole, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    for certificate in _valid_of(batch):
        one = pypdfium2.PdfDocument(uploads.content(certificate.pdf))
        whole.import_pages(one)
        one.close()
    whole.save(out)
    whole.close()
    return out.getvalue()


def zipped(batch: Batch) -> Iterator[bytes]:
    """Those that are valid now; what was revoked or replaced since is not handed out again."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
        for certificate in _valid_of(batch):
            name = f"{certificate.number}-{certificate.volunteer.name}"
            archive.writestr(uploads.shown_name(f"{name}.pdf", ".pdf"), uploads.content(certificate.pdf))
            yield pipe.take()
    yield pipe.take()


def _valid_of(batch):
    rows = Certificate.objects.valid().filter(batch=batch).exclude(pdf=None).order_by("pk")
    rows = rows.select_related("volunteer", "pdf").defer(
        "claims", "payload", "badge", "volunteer__document_number"
    )
    return rows.iterator(chunk_size=AT_ONCE)
