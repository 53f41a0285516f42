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
_WORDS_AFTER = (
    "authenti[a-z]+|authori[a-z]+|tokens?|expired|invalid|revoked|required|missing|header|limits?|format"
)
_SCHEME = re.compile(
    rf"\b(Bearer|Basic|Token)([ +]|%20)+(?!(?:{_WORDS_AFTER})\b)[A-Za-z0-9_\-.=+/~]{{6,}}", re.IGNORECASE
)
_NAMED = re.compile(
    r"""(
        [?&;]key= |
        (?:api[-_ ]?key|apikey|secret|password|passwd|access[-_ ]?token|auth[-_ ]?token|
            session[-_ ]?token|credential|authorization|x-goog-api-key|signature)[\w-]{0,20}
        (?:\\?["'])? \s* (?: [:=] | (?:provided|is|was)\s*: ) \s* (?:\\?["'])?
    )
    (?!\s) [^\s"'&,;<>{}\\…]{4,}+(?!…)""",
    re.VERBOSE | re.IGNORECASE,
)
# Where a sentence speaks of a key, what stands next to it and is no word is the key.
_SPOKEN_OF = re.compile(
    r"""\b(?: (?P<certain> api[-_ ]?key | (?:access|auth|unauthori[sz]ed)[-_ ]token | secret | password
                 | bearer | credentials? )
            | key | token )
    (?: \s+ (?:provided|given|supplied|used|value|is|was|of|with|id|named|starting|ending) ){0,2}
    \s* [:=]? \s* (?P<quote> \\?["'`] | [\[(<] )? (?P<said> [A-Za-z0-9_\-.+/=~]{8,256} )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TELLS_OF_KEYS = re.compile(
    r"\b(?:key|token|secret|password|bearer|credentials?|authenticat\w+|(?:un)?authori[sz]\w+)\b",
    re.IGNORECASE,
)
_SHORT_RUN = re.compile(r"(?<![A-Za-z0-9_\-+=.])[A-Za-z0-9_\-+]{16,31}={0,2}(?![A-Za-z0-9_\-+=])")
_PART = re.compile(r"[A-Za-z0-9+]+")
_CASE_CHANGE = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[a-z])")
_URL_CREDENTIALS = re.compile(r"(://)[^/\s:@]{1,256}:[^/\s@]{1,256}@")
# What no word, path or UUID looks like: a long run in which letters and digits alternate a lot.
_RUN = re.compile(r"(?<![A-Za-z0-9_\-+=])[A-Za-z0-9_\-+]{32,}={0,2}(?![A-Za-z0-9_\-+=])")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_ID = re.compile(
    r"(?:req|resp|msg|chatcmpl|cmpl|gen|call|toolu|rs|fc|ws|batch|file|asst|thread|run|org|proj|user|wrkspc)[_-]",
    re.I,
)
_SWITCH = re.compile(r"[a-z][0-9]|[0-9][a-z]|[A-Z][0-9]|[0-9][A-Z]|[a-z][A-Z]")


def _hide_run(match: re.Match[str]) -> str:
    run = match[0]
    if _UUID.search(run) or _ID.match(run) or len(_SWITCH.findall(run)) < 6:
        return run
    return run[:4] + HIDDEN


def _is_made(word: str, switches: int) -> bool:
    """Whether some part of it is no word, name, date or number, but what a machine drew by lot."""
    if _UUID.search(word) or _ID.match(word):
        return False
    for part in _PART.findall(word):
        if len(part) < 8:
            continue
        has_digit = any(c.isdigit() for c in part)
        if has_digit and len(_SWITCH.findall(part)) >= switches:
            return True
        if len(part) >= 12 and len(_CASE_CHANGE.findall(part)) * 5 > len(part) * 2:
            return True
    return False


def _hide_spoken(match: re.Match[str]) -> str:
    said = match["said"]
    end = len(match[0]) - len(said)
    # in quotes after words that mean nothing else, anything is the key itself
    sure = match["certain"] and match["quote"] and len(said) >= 12
    mixed = len(said) >= 12 and not set("-_.") & set(said) and any(c.isdigit() for c in said)
    if sure or _is_made(said, 2) or (mixed and not said.isdigit()):
        return match[0][:end] + HIDDEN
    return match[0]


def _hide_short(match: re.Match[str]) -> str:
    return match[0][:4] + HIDDEN if _is_made(match[0], 4) else match[0]


def redact(text: str) -> str:
    """The text with everything that looks like a credential cut down to its recognisable beginning."""
    text = _URL_CREDENTIALS.sub(rf"\1{HIDDEN}@", text)
    text = _SCHEME.sub(rf"\1 {HIDDEN}", text)
    text = _PREFIXED.sub(rf"\1{HIDDEN}", text)
    text = _NAMED.sub(rf"\1{HIDDEN}", text)
    text = _SPOKEN_OF.sub(_hide_spoken, text)
    if _TELLS_OF_KEYS.search(text):
        text = _SHORT_RUN.sub(_hide_short, text)
    return _RUN.sub(_hide_run, text)
