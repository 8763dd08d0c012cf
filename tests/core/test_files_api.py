"""Files by API: handed in first, then named by id."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework import serializers

from apps.core.api import Input
from apps.core.files_api import OfferedFile, OfferedFiles
from apps.core.models import KeptFile, PolicyRow
from tests.factories import UserFactory
from tests.files import document, kept, picture, uploaded

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/files/"


@pytest.fixture
def sarnai(client):
    user = UserFactory()
    client.force_login(user)
    return user


@pytest.fixture
def post(client, sarnai):
    return lambda **body: client.post(ADDRESS, body)


def test_a_file_is_handed_in(post, sarnai):
    answer = post(kind="document", file=uploaded(document(), "证明.pdf"))

    file = KeptFile.objects.get()
    assert (answer.status_code, answer.json()) == (
        201,
        {"id": str(file.pk), "kind": "document", "name": "证明.pdf", "size": len(document())},
    )
    assert (file.kept_by, file.is_public) == (sarnai, False)


def test_a_picture_may_be_public(post):
    assert post(kind="picture", file=uploaded(), is_public="true").status_code == 201
    assert KeptFile.objects.get().is_public


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"kind", "file"}),
        ({"kind": "picture", "file": "x"}, {"file": ["这里要一个文件。"]}),
        ({"kind": "movie", "file": uploaded()}, {"kind"}),
        ({"kind": "document", "file": uploaded(), "is_public": "true"}, {"is_public"}),
        ({"kind": "picture", "file": uploaded(), "kept_by": "1"}, {"kept_by"}),
        ({"kind": "picture", "file": uploaded(document(), "a.pdf")}, {"file"}),
        ({"kind": "picture", "file": uploaded(b"x", "../../\x00\u202e")}, {"file"}),
        (
            {"kind": "picture", "file": SimpleUploadedFile("空.jpg", b"")},
            {"file": ["这个文件是空的，请重新选一个。"]},
        ),
        ({"kind": "\x00", "file": uploaded(picture(), "长" * 3000)}, {"kind"}),
    ],
)
def test_what_is_wrong_is_told_by_field(post, body, fields):
    answer = post(**body)

    told = answer.json()["fields"]
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert (told if isinstance(fields, dict) else set(told)) == fields
    assert not KeptFile.objects.exists()


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/x-www-form-urlencoded"])
def test_only_a_form_with_a_file_is_read(client, sarnai, kind):
    answer = client.post(ADDRESS, b'{"kind": "picture"}', content_type=kind)

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    "body", [b"", b"--x", b"--x\r\n\r\n", b"\x00" * 1000, b"--x\r\nContent-Disposition: form-data\r\n\r\n"]
)
def test_half_a_form_is_refused(client, sarnai, body):
    answer = client.post(ADDRESS, body, content_type="multipart/form-data; boundary=x")

    assert (answer.status_code, set(answer.json())) == (400, {"code", "detail", "fields"})


def test_a_form_of_too_many_parts_is_refused(client, sarnai, settings):
    many = {f"f{n}": uploaded(b"x") for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1)}
    fields = {f"f{n}": "x" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    long = {"kind": "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE, "file": uploaded()}

    answers = [client.post(ADDRESS, body) for body in (many, fields, long)]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (400, "parse_error"),
        (400, "parse_error"),
        (413, "too_large"),
    ]


def test_too_many_files_a_day_are_refused(post):
    PolicyRow.objects.filter(topic="uploads", item="files_a_day").update(value=0)

    answer = post(kind="picture", file=uploaded())

    assert (answer.status_code, answer.json()["fields"]) == (
        400,
        {"file": ["你今天传的文件太多了，明天再传。"]},
    )


class Objection(Input):
    proof = OfferedFile(kind="document", required=False)
    pictures = OfferedFiles(kind="picture", is_public=True, most=2, required=False)


@pytest.fixture
def read(rf, sarnai):
    def read(**data):
        request = rf.get("/")
        request.user = sarnai
        sent = Objection(data=data, context={"request": request})
        sent.is_valid(raise_exception=True)
        return sent.validated_data

    return read


def test_an_id_stands_for_a_file_of_ones_own(read, sarnai):
    mine = {"by": sarnai, "used": False}
    proof, one, two = (
        kept(kind="document", **mine),
        kept(is_public=True, **mine),
        kept(is_public=True, **mine),
    )

    found = read(proof=str(proof.pk), pictures=[str(two.pk), str(one.pk), str(two.pk)][:2])

    assert (found["proof"], found["pictures"]) == (proof, [two, one])


def test_no_id_stands_for_anything_else(read, sarnai):
    mine = {"by": sarnai, "used": False}
    others = [
        kept(kind="document", used=False),
        kept(kind="document", by=sarnai),
        kept(kind="picture", **mine),
        kept(is_public=True, **mine),
    ]
    for key in [*[str(file.pk) for file in others], "x", "", 1, None, [], {}, "\x00", "0" * 32]:
        with pytest.raises(serializers.ValidationError) as refused:
            read(proof=key)
        assert set(refused.value.detail) == {"proof"}, key


def test_no_more_than_may_be(read, sarnai):
    files = [kept(is_public=True, by=sarnai, used=False) for _ in range(3)]

    with pytest.raises(serializers.ValidationError):
        read(pictures=[str(file.pk) for file in files])
