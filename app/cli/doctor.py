"""`tollgate doctor`: is everything as it should be, and what to do where it is not."""

from app.cli.frame import DONE, FOUND, Command, Context
from app.services.checkup import CHECKS


def run_doctor(context: Context) -> int:
    findings = [check(context.home) for check in CHECKS]
    context.out.document(
        [{"check": f.what, "ok": f.ok, "detail": f.detail, "advice": f.advice} for f in findings]
    )
    if not context.out.as_json:
        for finding in findings:
            context.out.line(f"{'ok ' if finding.ok else 'BAD'}  {finding.what}: {finding.detail}")
            if finding.advice:
                context.out.line(f"     → {finding.advice}")
    return DONE if all(f.ok for f in findings) else FOUND


DOCTOR = Command("doctor", "is everything as it should be", run_doctor)
