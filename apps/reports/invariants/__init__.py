"""What must always be true of kept figures and of files that were taken out."""

from apps.reports.invariants import figures, files, organizations  # noqa: F401 -- each tells what must hold
