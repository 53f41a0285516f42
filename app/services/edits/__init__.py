"""Small changes to configuration files that belong to others: what is not meant stays as it was, to the byte.

A change is spliced into the text. Afterwards the text is read again, and has to be the old document plus the
change: where it is not, for whatever reason, the file is refused instead of being guessed at.
"""
