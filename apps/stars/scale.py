"""The arithmetic of stars. Thresholds come from the policy rows in force; no number stands here."""

from bisect import bisect_right


def stars_for(minutes, thresholds):
    """How many stars so many minutes reach: with the threshold exactly met, the star is reached."""
    return bisect_right(sorted(thresholds), minutes)


def next_star(minutes, thresholds, *, had=0):
    """(level, threshold) of the next star, or None for whoever has reached the last. Who `had` a star when thresholds
    rose is on the way to the one after it."""
    reached = max(stars_for(minutes, thresholds), had)
    ordered = sorted(thresholds)
    return (reached + 1, ordered[reached]) if reached < len(ordered) else None
