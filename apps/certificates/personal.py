"""What is kept about certificates."""

import json

from django.utils.translation import gettext_lazy as _

from apps.certificates.sheets import paragraph_of
from apps.core.personal import STAYS, STRIPPED, acted, keep

FOR_EVER = _("编号、校验码和签名长期保存，开出去的证明一直查得到；注销以后，内容和PDF删掉。")

keep(
    "certificates.Certificate",
    _("开过的证明"),
    why=_("别人拿到证明时，能查是不是真的、还有没有效。"),
    how_long=FOR_EVER,
    whose="volunteer__user",
    shown={
        "number": _("编号"),
        "kind": _("种类"),
        "issued_at": _("哪天开的"),
        "minutes": _("分钟"),
        "state": _("状态"),
        "claims": _("内容"),
    },
    leaving=STRIPPED,
    stripped={"claims": "", "pdf": None, "badge": ""},
    names="number",
    said={"claims": lambda: lambda row: paragraph_of(json.loads(row.claims)) if row.claims else ""},
)
keep(
    "certificates.BatchLine",
    _("在哪一批里"),
    why=_("组织成批开证明，写着给谁开了。"),
    how_long=FOR_EVER,
    whose="volunteer__user",
    shown={"batch": _("哪一批"), "problem": _("没有开的原因")},
    leaving=STAYS,
    names="volunteer",
)
acted("certificates.Certificate", "issued_by")
acted("certificates.Batch", "made_by")
acted("certificates.Seal", "asked_by decided_by")
