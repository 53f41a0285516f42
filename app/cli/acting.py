"""Commands that do one thing and say what came of it."""

from collections.abc import Callable, Mapping
from typing import Any

from app.cli.frame import DONE, Context, Run
from app.cli.running import operate

Words = Callable[[Context], Mapping[str, Any]]


def act(
    operation: str, words: Words | tuple[str, ...], text: str | Callable[[Any], str], note: str = ""
) -> Run:
    """`words` are the act's, or the names of the options that are; `text` may name what came of it.

    `note` is for people only, and goes where it does not get into a script's way.
    """

    def run(context: Context) -> int:
        if callable(words):
            given = words(context)
        else:
            given = {word: getattr(context.args, word) for word in words}
        result = operate(context.home, operation, given)
        context.out.document(result, text.format_map(result) if isinstance(text, str) else text(result))
        if note and not context.out.as_json:
            context.out.note(note.format_map(result))
        return DONE

    return run
