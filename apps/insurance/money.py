"""Money is kept in fen and read in yuan."""


def yuan(fen: int) -> str:
    """20,000 or 300.50."""
    whole, rest = divmod(fen, 100)
    return f"{whole:,}.{rest:02}" if rest else f"{whole:,}"
