"""How punctual an organisation was of late, for its desk and for those above."""

from apps.hours.models import Punctuality


def punctuality_of(room):
    """That of an organisation's desk; an office has many."""
    if room.is_office:
        return None
    return Punctuality.objects.filter(organization=room.key, due__gt=0).first()
