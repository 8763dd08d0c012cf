from apps.matching.models.rows import SearchRow, SearchTerm
from apps.matching.models.searches import Search, SearchQuerySet

__all__ = ["Search", "SearchQuerySet", "SearchRow", "SearchTerm"]
