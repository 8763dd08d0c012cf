from apps.organizations.forms.applications import ContactPhoneField

__all__ = ["ContactPhoneField"]
