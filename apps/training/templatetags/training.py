"""Addresses below the bench a page stands at."""

from django import template

register = template.Library()


@register.simple_tag
def at(bench, name, *args):
    """The address of a page of this organisation or office."""
    return bench.url(name, *args)
