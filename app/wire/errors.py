"""What can go wrong while reading an answer. It never leaves this package."""


class WireError(Exception):
    """Says, in words that fit a reading's `problem`, why something could not be read."""
