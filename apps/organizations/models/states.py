"""The states of an organisation's life, what its guiding unit says, and how one becomes a member."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    APPLIED = "applied", _("待审核")
    RETURNED = "returned", _("已退回")
    APPROVED = "approved", _("已通过")
    SUSPENDED = "suspended", _("已暂停")
    CLOSED = "closed", _("已注销")


class Guidance(models.TextChoices):
    """What the guiding unit says of a team that is not registered, where the unit itself is on the platform."""

    NONE = "", _("看盖章证明")
    ASKED = "asked", _("等指导单位确认")
    CONFIRMED = "confirmed", _("指导单位已确认")
    REFUSED = "refused", _("指导单位没有确认")


class Joining(models.TextChoices):
    APPROVAL = "approval", _("申请后由组织同意")
    CODE = "code", _("凭口令直接加入")
    INVITATION = "invitation", _("只由组织邀请")
    CLOSED = "closed", _("暂不开放")
