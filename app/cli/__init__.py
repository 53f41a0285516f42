"""The command line: a contract that other programs rely on. No Qt is imported here."""
