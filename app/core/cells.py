"""Text that is safe in a cell of a spreadsheet."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """What a spreadsheet would take for a formula is quoted."""
    return f"'{text}" if text.startswith(_FORMULA) else text
