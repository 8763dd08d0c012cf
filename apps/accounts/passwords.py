"""Django's rules for passwords, in the house's words."""

from django.contrib.auth import password_validation
from django.utils.translation import gettext as _


class LongEnough(password_validation.MinimumLengthValidator):
    def get_error_message(self):
        return _("密码至少%(count)d位。") % {"count": self.min_length}


class NotCommon(password_validation.CommonPasswordValidator):
    def get_error_message(self):
        return _("这个密码太常见了，别人一猜就中。")


class NotOnlyDigits(password_validation.NumericPasswordValidator):
    def get_error_message(self):
        return _("密码不能全是数字。")
