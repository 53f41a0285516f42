"""Takes secrets out of text before anyone keeps or shows it.

Errs on the side of hiding: a word too many behind dots costs little, a key in a log costs a lot.
"""

import re

HIDDEN = "…"

# Keys that tell what they are by how they begin. Some of the beginning stays, so that a person sees which.
_PREFIXED = re.compile(
    r"""\b(
        sk-ant-[a-z0-9]{3,6}- | sk-proj- | sk-or-v1- | sk-svcacct- | sk- | rk- | AIza | ya29\. | gsk_ | xai- |
        tg_ | pplx- | csk- | fw_ | hf_ | r8_ | nvapi- | tgp_v1_ | ghp_ | gho_ | github_pat_ | xox[abprs]- |
        AKIA | ASIA | eyJ
    )[A-Za-z0-9_\-.=+/]{6,}""",
    re.VERBOSE,
)
_SCHEME = re.compile(r"\b(Bearer|Basic|Token)([ +]|%20)+[A-Za-z0-9_\-.=+/~]{6,}", re.IGNORECASE)
_NAMED = re.compile(
    r"""(
        [?&;]key= |
        (?:api[-_ ]?key|apikey|secret|password|passwd|access[-_ ]?token|auth[-_ ]?token|
            session[-_ ]?token|credential|authorization|x-goog-api-key|signature)[\w-]{0,20}
        (?:\\?["'])? \s* (?: [:=] | (?:provided|is|was)\s*:? ) \s* (?:\\?["'])?
    )
    (?!\s) [^\s"'&,;<>{}\\…]{4,}+(?!…)""",
    re.VERBOSE | re.IGNORECASE,
)
_URL_CREDENTIALS = re.compile(r"(://)[^/\s:@]{1,256}:[^/\s@]{1,256}@")
# What no word, path or UUID looks like: a long run in which letters and digits alternate a lot.
_RUN = re.compile(r"(?<![A-Za-z0-9_\-+=])[A-Za-z0-9_\-+]{32,}={0,2}(?![A-Za-z0-9_\-+=])")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_ID = re.compile(
    r"(?:req|resp|msg|chatcmpl|cmpl|gen|call|toolu|rs|fc|ws|batch|file|asst|thread|run)[_-]", re.I
)
_SWITCH = re.compile(r"[a-z][0-9]|[0-9][a-z]|[A-Z][0-9]|[0-9][A-Z]|[a-z][A-Z]")


def _hide_run(match: re.Match[str]) -> str:
    run = match[0]
    if _UUID.search(run) or _ID.match(run) or len(_SWITCH.findall(run)) < 6:
        return run
    return run[:4] + HIDDEN


def redact(text: str) -> str:
    """The text with everything that looks like a credential cut down to its recognisable beginning."""
    text = _URL_CREDENTIALS.sub(rf"\1{HIDDEN}@", text)
    text = _SCHEME.sub(rf"\1 {HIDDEN}", text)
    text = _PREFIXED.sub(rf"\1{HIDDEN}", text)
    text = _NAMED.sub(rf"\1{HIDDEN}", text)
    return _RUN.sub(_hide_run, text)
