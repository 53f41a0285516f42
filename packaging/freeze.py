"""Make the frozen program in dist/tollgate and try it out."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    subprocess.run(
        [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN",
         "--distpath", ROOT / "dist", "--workpath", ROOT / "build", ROOT / "packaging" / "tollgate.spec"],
        check=True, cwd=ROOT,
    )  # fmt: skip
    program = ROOT / "dist" / "tollgate" / ("tollgate.exe" if sys.platform == "win32" else "tollgate")
    size = sum(f.stat().st_size for f in program.parent.rglob("*") if f.is_file() and not f.is_symlink())
    print(f"{program.parent.relative_to(ROOT)}: {size / 1e6:.0f} MB")
    return subprocess.run([sys.executable, ROOT / "packaging" / "smoke.py", program], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
