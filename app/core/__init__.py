"""What Tollgate knows without touching anything: no I/O, no clock, no threads."""
