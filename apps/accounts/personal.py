"""What is kept about the person behind an account, and what the framework's own tables keep."""

from django.utils.translation import gettext_lazy as _

from apps.core.personal import REMOVED, STAYS, STRIPPED, acted, keep, of_things

WHILE_HERE = _("账号在就留着，注销时删掉。")
FOR_THE_RECORD = _("只留经办的编号和日期，三年以上；注销以后没有姓名。")

keep(
    "accounts.User",
    _("账号"),
    why=_("登录、收消息。"),
    how_long=WHILE_HERE,
    whose="pk",
    shown={
        "phone": _("手机号"),
        "email": _("邮箱"),
        "name": _("称呼"),
        "joined_at": _("注册时间"),
        "last_login": _("上次登录"),
    },
    leaving=STRIPPED,
    stripped={
        "phone": "",
        "phone_verified_at": None,
        "email": "",
        "email_confirmed_at": None,
        "name": "",
        "password": "!",
        "last_login": None,
        "is_active": False,
    },
    names="phone_hash",
)
keep(
    "accounts.Consent",
    _("同意过的事"),
    why=_("证明哪天同意、撤回了什么。"),
    how_long=_("注销以后还留三年，没有姓名。"),
    whose="user",
    shown={
        "purpose": _("什么事"),
        "version": _("版本"),
        "given_at": _("哪天同意"),
        "withdrawn_at": _("哪天撤回"),
    },
    leaving=STAYS,
)
acted("accounts.Consent", "given_by")
keep(
    "accounts.Session",
    _("登录的设备"),
    why=_("保持登录，发现别人登录。"),
    how_long=_("退出或者过期就删。"),
    whose="user",
    shown={"signed_in_at": _("登录时间"), "agent": _("设备"), "network": _("网络")},
    leaving=REMOVED,
)
keep(
    "authtoken.Token",
    _("程序的通行证"),
    why=_("让你自己的程序连上来。"),
    how_long=WHILE_HERE,
    whose="user",
    shown={"created": _("建立时间")},
    leaving=REMOVED,
)
keep(
    "mfa.Authenticator",
    _("动态验证码"),
    why=_("登录时多验一次。"),
    how_long=WHILE_HERE,
    whose="user",
    shown={"type": _("种类"), "created_at": _("设置时间"), "last_used_at": _("上次用")},
    leaving=REMOVED,
)
keep(
    "account.EmailAddress",
    _("登录邮箱"),
    why=_("收消息。"),
    how_long=WHILE_HERE,
    whose="user",
    shown={"email": _("邮箱")},
    leaving=REMOVED,
)
keep(
    "core.KeptFile",
    _("上传的文件"),
    why=_("证明资格、时长，或者给活动配图。"),
    how_long=_("资格证书注销时删掉；作为时长依据的按服务记录保存，去掉文件名。"),
    whose="kept_by",
    shown={"name": _("文件名"), "kept_at": _("上传时间"), "size": _("大小")},
    leaving=STRIPPED,
    stripped={"name": "file"},
)
keep(
    "core.KeptAnswer",
    _("程序请求的回执"),
    why=_("同一个请求只办一次。"),
    how_long=_("一天。"),
    whose="user",
    shown={"begun_at": _("时间")},
    leaving=REMOVED,
)
keep(
    "core.AuditRow",
    _("办事的记录"),
    why=_("谁在什么时候办了什么，查得到、改不了。"),
    how_long=FOR_THE_RECORD,
    whose="actor",
    shown={"at": _("时间"), "action": _("办了什么")},
    leaving=STAYS,
)
of_things("auth.Permission", "name codename")
of_things("auth.Group", "name")
keep(
    "socialaccount.SocialAccount",
    _("别处的账号"),
    why=_("用它登录。"),
    how_long=WHILE_HERE,
    whose="user",
    shown={
        "provider": _("哪里的"),
        "uid": _("那里的编号"),
        "date_joined": _("绑定时间"),
        "last_login": _("上次登录"),
    },
    leaving=REMOVED,
)
of_things("socialaccount.SocialApp", "name")
