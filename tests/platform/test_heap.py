"""Threads share one heap, so that none keeps memory which another one needs."""

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_THREADS = """
import ctypes, threading
from app.platform import heap
if {shared}:
    heap.keep_one()
libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
held, done = [], threading.Event()
together = threading.Barrier(5)

def work():
    held.append([bytearray(1000) for _ in range(1000)])
    together.wait()
    done.wait()

threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
together.wait()
out = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, out)
libc.fflush(out)
done.set()
"""

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_info"), reason="only glibc tells"
)


def heaps(*, shared: bool) -> int:
    words = [sys.executable, "-c", _THREADS.format(shared=shared)]
    environment = {name: value for name, value in os.environ.items() if name != "MALLOC_ARENA_MAX"}
    told = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    return told.count("<heap nr=")


def test_threads_share_one_heap() -> None:
    assert heaps(shared=False) > 1
    assert heaps(shared=True) == 1
