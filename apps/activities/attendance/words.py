from apps.core.templatetags.ui import clock, day_words


def moment_words(moment):
    """今天 周一 14:30."""
    return f"{day_words(moment)} {clock(moment)}"
