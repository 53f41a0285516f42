"""The use cases: what Tollgate does with calls, providers and the ledger, whoever asks for it."""
