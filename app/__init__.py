"""Tollgate: what every LLM call on this computer costs, and a stop before it costs too much."""

__version__ = "0.1.0"
