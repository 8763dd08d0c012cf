"""What a certificate stands on was taken back, so it stands no longer: in the same transaction."""

from collections.abc import Collection

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.certificates.models import Certificate
from apps.core import audit
from apps.messaging.actions import News, tell

# A star stands on its recognition and on all hours: it falls when the one is withdrawn, or when what is left of the other is
# less than it takes.
REVOKE = """
    UPDATE certificates_certificate AS certificate
    SET state = 'revoked', ended_at = %(now)s,
        why = CASE kind WHEN 'training' THEN %(training)s WHEN 'star' THEN %(star)s ELSE %(other)s END
    WHERE certificate.volunteer_id = ANY(%(volunteers)s) AND certificate.state = 'valid' AND (
        EXISTS (
            SELECT FROM certificates_certificatebasis AS basis
            LEFT JOIN hours_hourrecord AS record ON record.id = basis.record_id
            LEFT JOIN training_completion AS completion ON completion.id = basis.completion_id
            LEFT JOIN stars_recognition AS recognition ON recognition.id = basis.recognition_id
            WHERE basis.certificate_id = certificate.id
              AND (record.state <> 'confirmed' OR completion.voided_at IS NOT NULL
                   OR recognition.withdrawn_at IS NOT NULL)
        )
        OR certificate.kind = 'star' AND certificate.minutes > (
            SELECT coalesce(sum(total.minutes), 0) FROM hours_yeartotal AS total
            WHERE total.volunteer_id = certificate.volunteer_id
        )
    )
    RETURNING certificate.id, certificate.number, certificate.volunteer_id, certificate.kind
"""
PEOPLE = "SELECT id, user_id FROM registration_volunteer WHERE id = ANY(%s)"


def revoke_what_lost_its_base(volunteer_ids: Collection[int], *, star: str = "") -> list[int]:
    """Revoke the certificates of these people that stand on a record which was voided, and tell them. Returns which.
    `star` says why those of stars fall, where it is not for want of hours."""
    if not volunteer_ids:
        return []
    why = {
        "training": _("它依据的培训记录作废了。"),
        "star": star or _("有时长作废以后，总时长不够这一星了。"),
        "other": _("它依据的记录里，有作废的。"),
    }
    with connection.cursor() as cursor:
        cursor.execute(REVOKE, {"volunteers": sorted(volunteer_ids), "now": timezone.now(), **why})
        revoked = cursor.fetchall()
        if not revoked:
            return []
        cursor.execute(PEOPLE, [[volunteer for _pk, _number, volunteer, _kind in revoked]])
        users = dict(cursor.fetchall())
    audit.note_ids("certificate.revoked", Certificate, [pk for pk, *_rest in revoked], by=None)
    tell(
        "paper.revoked",
        [
            News(
                recipient_id=users[volunteer],
                key=f"certificate:{pk}",
                title=_("证明%(number)s撤销了") % {"number": number},
                body=_told(kind, star),
                url=reverse("certificates:mine_one", args=[pk]),
            )
            for pk, number, volunteer, kind in revoked
        ],
    )
    return [pk for pk, *_rest in revoked]


def _told(kind, star):
    if kind == Certificate.Kind.STAR and star:
        return star + _("查验时会显示“已撤销”。")
    words = {
        "training": _("它依据的培训记录作废了，查验时会显示“已撤销”。"),
        "star": _("有时长作废以后，总时长不够这一星了，查验时会显示“已撤销”。"),
    }
    other = _("它依据的服务记录里有一条作废了，查验时会显示“已撤销”。需要的话可以重新开一份。")
    return words.get(kind, other)


@transaction.atomic
def revoke_of(user_ids: Collection[int], *, by: User, why: str) -> None:
    """Revoke all that was issued to these accounts. They are told by whoever found out."""
    rows = Certificate.objects.valid().filter(volunteer__user__in=user_ids).order_by("pk")
    ids = list(rows.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    revoked = {"state": Certificate.State.REVOKED, "ended_at": timezone.now(), "why": why}
    Certificate.objects.filter(pk__in=ids).update(**revoked)
    audit.note_ids("certificate.revoked", Certificate, ids, by=by)
