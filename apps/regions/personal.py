"""Regions are no people."""

from apps.core.personal import of_things

of_things("regions.Region", "name short_name")
