"""Ask the package index for known vulnerabilities of the locked set."""

import json
import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"


def main() -> int:
    done = subprocess.run(
        [sys.executable, "-m", "pip_audit", "-r", LOCK, "--require-hashes", "--disable-pip", "-f", "json",
         "--progress-spinner", "off"],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        print(f"audit: skipped, the index could not be asked: {done.stderr.strip().splitlines()[-1:]}")
        return 0
    asked = [p for p in packages if "skip_reason" not in p]
    if not asked:
        print("audit: skipped, the index here does not tell of vulnerabilities")
        return 0
    bad = [(p["name"], p["version"], v["id"]) for p in asked for v in p.get("vulns", [])]
    for name, version, advisory in bad:
        print(f"audit: {name} {version}: {advisory}")
    print(f"audit: {len(asked)} of {len(packages)} packages asked about, {len(bad)} known vulnerabilities")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
