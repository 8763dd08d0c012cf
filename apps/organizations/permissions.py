"""Who may act for an organisation at all."""

from apps.organizations.models import Post
from apps.organizations.signals import appointing


def refuse_unless_fit_for_post(user, *, name=None):
    """Whoever acts for an organisation is known by their real name and an adult. The register is asked."""
    appointing.send(sender=Post, user=user, name=name)
