"""The one prompt: training, evaluation, endpoint and browser all use these bytes.

A test freezes them. Changing a byte voids every trained checkpoint.
"""

PROMPT = "Design: {text}\n\nCompact IR:\n"


def prompt(text: str) -> str:
    """The prompt for one design sentence; the completion that follows is the IR and then EOS.

    Braces in `text` are plain characters. Surrounding blanks are dropped, since no training
    text has any.
    """
    return PROMPT.replace("{text}", text.strip())
