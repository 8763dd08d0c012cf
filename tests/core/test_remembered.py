"""Short tables that hardly change are asked for once a minute, and never kept from a transaction."""

import pytest
from django.db import transaction

from apps.core import remembered
from apps.registration.known import fields_of_service
from apps.registration.models import ServiceField


def rename(code, name):
    ServiceField.objects.filter(pk=code).update(name=name)


@pytest.fixture
def code(transactional_db):
    return ServiceField.objects.create(code="zz", name="旧名", order=999).pk


def test_what_was_read_is_not_asked_for_again(code, django_assert_num_queries):
    fields_of_service()

    with django_assert_num_queries(0):
        assert fields_of_service()[code].name == "旧名"


def test_after_a_minute_it_is_asked_for_again(code, monkeypatch):
    fields_of_service()
    rename(code, "新名")

    assert fields_of_service()[code].name == "旧名"
    monkeypatch.setattr(remembered, "SECONDS", 0)
    remembered.forget()
    assert fields_of_service()[code].name == "新名"
    rename(code, "更新")
    assert fields_of_service()[code].name == "更新"


def test_what_a_transaction_sees_is_not_kept(code):
    with transaction.atomic():
        rename(code, "没成")
        assert fields_of_service()[code].name == "没成"
        transaction.set_rollback(True)

    assert fields_of_service()[code].name == "旧名"
