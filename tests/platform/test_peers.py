"""Where the program at the other end of a connection works, whichever way the system is asked."""

import socket
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.platform import peers
from app.platform.peers import End, Folder

linux = pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel of Linux")
Look = Callable[[End, End], str | None]
_PROGRAM = (
    "import socket, sys; c = socket.create_connection((sys.argv[1], int(sys.argv[2]))); sys.stdin.read()"
)


@contextmanager
def calling(folder: Path, listens: str = "127.0.0.1", calls: str = "127.0.0.1") -> Generator[tuple[End, End]]:
    """The two ends of a connection that a program in this folder has made."""
    family = socket.AF_INET6 if ":" in listens else socket.AF_INET
    with socket.create_server((listens, 0), family=family, dualstack_ipv6=listens == "::") as server:
        words = [sys.executable, "-c", _PROGRAM, calls, str(server.getsockname()[1])]
        with subprocess.Popen(words, cwd=folder, stdin=subprocess.PIPE) as program:
            connection, other = server.accept()
            with connection:
                yield other[:2], connection.getsockname()[:2]
            assert program.stdin is not None
            program.stdin.close()
            program.wait()


def _tells_nothing(other: End, own: End) -> None:
    """A kernel that is not to be asked."""


def _read_only(other: End, own: End) -> str | None:
    """As where the kernel is not to be asked for one socket."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(peers, "_asked", _tells_nothing)
        return peers.folder_by_proc(other, own)


@linux
@pytest.mark.parametrize("look", [peers.folder_by_proc, _read_only, peers.folder_by_psutil])
@pytest.mark.parametrize(
    ("listens", "calls"), [("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("::", "127.0.0.1")]
)
def test_the_folder_of_a_program_that_called_is_found(
    look: Look, listens: str, calls: str, tmp_path: Path
) -> None:
    with calling(tmp_path, listens, calls) as (other, own):
        for _ in range(2):  # as one that is new, and as one that is remembered
            assert look(other, own) == str(tmp_path)


@linux
@pytest.mark.parametrize("look", [peers.folder_by_proc, _read_only, peers.folder_by_psutil])
def test_a_connection_that_is_nobodys_has_no_folder(look: Look) -> None:
    assert look(("127.0.0.1", 1), ("127.0.0.1", 2)) is None


def test_of_two_programs_each_is_told_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with calling(tmp_path / "a") as one, calling(tmp_path / "b") as two:
        found = [peers.folder_at(*ends) for ends in (one, two, one)]
    assert [folder and folder.name for folder in found] == ["a", "b", "a"]


def test_a_project_is_named_after_the_repository_also_in_a_second_working_tree(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        subprocess.run(["git", "-C", str(tmp_path), *words], check=True, capture_output=True)

    git("init", "shop")
    who = ("-c", "user.name=a", "-c", "user.email=a@b.c")
    git("-C", "shop", *who, "commit", "--allow-empty", "-m", "first")
    git("-C", "shop", "worktree", "add", "../elsewhere")
    (tmp_path / "elsewhere" / "deep").mkdir()
    with calling(tmp_path / "elsewhere" / "deep") as ends:
        found = peers.folder_at(*ends)
    assert found is not None
    assert (Path(found.path).name, found.name) == ("deep", "shop")
    assert Folder(str(tmp_path / "shop"), str(tmp_path / "shop")).name == "shop"


def test_a_home_folder_and_what_is_above_it_name_no_project() -> None:
    for place in (Path.home(), *Path.home().parents):
        assert Folder(str(place), None).name is None
    assert Folder(str(Path.home() / "notes"), None).name == "notes"
