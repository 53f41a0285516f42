"""Qt models over the ledger's answers."""
