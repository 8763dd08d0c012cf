"""Files in forms: nothing handed in is lost when the form comes back, and nobody reaches another's file by its id."""

import re

import pytest
from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from apps.core.file_fields import FormWithFiles, KeptFileField
from apps.core.models import KeptFile, PolicyRow
from tests.factories import UserFactory
from tests.files import document, kept, picture, uploaded

pytestmark = pytest.mark.django_db


class Objection(FormWithFiles, forms.Form):
    words = forms.CharField(label="说明")
    proof = KeptFileField(kind="document", label="证明")
    pictures = KeptFileField(kind="picture", is_public=True, most=2, label="照片", required=False)


@pytest.fixture
def sarnai():
    return UserFactory()


@pytest.fixture
def fill(sarnai):
    """The form as it is sent: fields, and files under their names."""

    def fill(fields, by=None, initial=None, **files):
        data = QueryDict(mutable=True)
        for name, value in fields.items():
            data.setlist(name, value if isinstance(value, list) else [value])
        sent = MultiValueDict(
            {name: value if isinstance(value, list) else [value] for name, value in files.items()}
        )
        return Objection(data, sent, by=by or sarnai, initial=initial)

    return fill


def there(form, name="proof"):
    """The signed ids that the form carries when it is shown again."""
    return re.findall(rf'name="{name}-there" value="([^"]+)"', str(form[name]))


def test_a_file_is_kept_for_who_hands_it_in(fill, sarnai):
    form = fill({"words": "有"}, proof=uploaded(document(), "证明.pdf"), pictures=[uploaded(), uploaded()])

    assert form.is_valid()
    file = form.cleaned_data["proof"]
    assert (file.kept_by, file.kind, file.is_public, file.used_at) == (sarnai, "document", False, None)
    assert [(file.kind, file.is_public) for file in form.cleaned_data["pictures"]] == [("picture", True)] * 2


def test_a_form_that_comes_back_still_has_its_files(fill):
    form = fill({"words": ""}, proof=uploaded(document(), "证明.pdf"), pictures=uploaded(name="操场.jpg"))

    assert (form.is_valid(), set(form.errors)) == (False, {"words"})
    assert "已上传：证明.pdf" in str(form["proof"])
    assert "已上传：操场.jpg" in str(form["pictures"])
    carried = {"words": "有", "proof-there": there(form), "pictures-there": there(form, "pictures")}
    again = fill(carried)
    assert again.is_valid()
    assert [again.cleaned_data["proof"].name, *[f.name for f in again.cleaned_data["pictures"]]] == [
        "证明.pdf",
        "操场.jpg",
    ]
    assert KeptFile.objects.count() == 2


def test_a_file_that_was_there_can_be_taken_out_or_exchanged(fill):
    carried = there(fill({"words": ""}, proof=uploaded(document(), "旧.pdf")))

    without = fill({"words": "有", "proof-there": carried, "proof-drop": carried})
    other = fill({"words": "有", "proof-there": carried}, proof=uploaded(document(), "新.pdf"))

    assert without.errors == {"proof": ["还没选文件。"]}
    assert other.is_valid()
    assert other.cleaned_data["proof"].name == "新.pdf"


def test_a_file_of_somebody_else_is_not_there(fill, sarnai):
    carried = there(fill({"words": ""}, proof=uploaded(document(), "证明.pdf")))

    theirs = fill({"words": "有", "proof-there": carried}, by=UserFactory())

    assert theirs.errors == {"proof": ["上次传的文件已经不在了，请重新传一次。"]}
    assert there(theirs) == []


@pytest.mark.parametrize("key", ["", "x", "0" * 32, "../../x:y", "\x00", "长" * 5000])
def test_an_id_that_the_site_did_not_sign_is_not_there(fill, key):
    assert fill({"words": "有", "proof-there": key}).errors == {
        "proof": ["上次传的文件已经不在了，请重新传一次。"]
    }


def test_a_file_that_is_used_already_or_meant_for_something_else_is_not_there(fill, sarnai):
    used = there(fill({"words": ""}, proof=uploaded(document(), "证明.pdf")))
    KeptFile.objects.all().use()
    public = there(fill({"words": ""}, pictures=uploaded()), "pictures")

    assert not fill({"words": "有", "proof-there": used}).is_valid()
    assert not fill({"words": "有", "proof-there": public}).is_valid()


def test_what_was_attached_before_stays_unless_it_is_taken_out(fill, sarnai):
    proof, first, second = (
        kept(name=f"{name}.jpg", kind=kind, is_public=kind == "picture")
        for name, kind in [("证", "document"), ("一", "picture"), ("二", "picture")]
    )
    initial = {"proof": proof.pk, "pictures": [first, second]}
    shown = Objection(initial=initial, by=sarnai)
    carried = {"words": "有", "proof-there": there(shown), "pictures-there": there(shown, "pictures")}

    same, fewer = (
        fill(carried, initial=initial),
        fill(carried | {"pictures-drop": there(shown, "pictures")[:1]}, initial=initial),
    )

    assert (same.is_valid(), fewer.is_valid()) == (True, True)
    assert (same.cleaned_data["proof"], same.cleaned_data["pictures"]) == (proof, [first, second])
    assert fewer.cleaned_data["pictures"] == [second]
    assert (same.has_changed(), fewer.changed_data) == (True, ["words", "pictures"])


def test_more_than_may_be_are_refused_and_the_first_ones_kept(fill):
    form = fill({"words": "有"}, proof=uploaded(), pictures=[uploaded(name=f"{n}.jpg") for n in range(3)])

    assert form.errors == {"pictures": ["最多2个，多出来的没有留下。"]}
    assert len(there(form, "pictures")) == 2


def test_what_is_wrong_with_one_file_takes_nothing_from_the_others(fill):
    form = fill(
        {"words": "有"}, proof=uploaded(), pictures=[uploaded(b"x", "坏.jpg"), uploaded(name="好.jpg")]
    )

    assert form.errors == {"pictures": ["坏：这不是能用的图片。请传JPG、PNG或WebP。"]}
    assert "已上传：好.jpg" in str(form["pictures"])


def test_a_refused_file_is_told_beside_its_field(fill):
    form = fill({"words": "有"}, proof=uploaded(b"MZ", "程序.exe"))

    assert form.errors == {"proof": ["这个文件不能收。请传PDF，或者JPG、PNG、WebP图片。"]}
    assert form["proof"].as_field_group().index("这个文件不能收") < form["proof"].as_field_group().index(
        'type="file"'
    )


def test_a_name_cannot_be_markup(fill):
    form = fill({"words": ""}, proof=uploaded(picture(), "'\"><script>&amp;.jpg"))

    assert "<script>" not in str(form["proof"])


def test_the_field_says_what_it_takes(sarnai):
    PolicyRow.objects.filter(topic="uploads", item="document_megabytes").update(value=3)
    form = Objection(by=sarnai)

    assert (form.fields["proof"].help_text, form.fields["pictures"].help_text) == (
        "PDF或者图片，不超过3 MB。",
        "JPG、PNG或WebP图片，不超过8 MB。最多2个。",
    )
    assert form.is_multipart()
    assert 'accept="application/pdf,image/jpeg,image/png,image/webp"' in str(form["proof"])
    assert (" multiple" in str(form["proof"]), " multiple" in str(form["pictures"])) == (False, True)
    assert " required" in str(form["proof"])
