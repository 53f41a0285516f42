"""Memory as the system's library hands it out."""

import ctypes
import sys

_M_ARENA_MAX = -8  # of glibc's <malloc.h>


def keep_one() -> None:
    """To be told before there are threads: let all of them share one heap.

    By default each has its own, which keeps what it had at its busiest moment. Ours hold the interpreter's
    lock while they ask for memory, so that none waits for another.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # other libraries than glibc lack it
        if mallopt is not None:
            mallopt(_M_ARENA_MAX, 1)
