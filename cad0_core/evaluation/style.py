"""The style of a prompt, read off its text: rows do not record how they were worded.

The first that fits, in this order. A typing error can not be told from the text alone, so there
is no style for it.
"""

import re

INCHES = "inches"
CENTIMETRES = "centimetres"
FIELDS = "specification"
BRIEF = "brief"
SENTENCE = "sentence"
STYLES = (INCHES, CENTIMETRES, FIELDS, BRIEF, SENTENCE)

BRIEF_WORDS = 7  # at most, numbers included
_INCHES = re.compile(r'\d\s*-?(?:in\b(?! (?:a|an|the|one|all|total)\b)|inch|"|″)', re.IGNORECASE)
_CENTIMETRES = re.compile(r"\d\s*-?cm\b", re.IGNORECASE)
_FIELDS = re.compile(r"[:;|=]")


def style(text: str) -> str:
    """`inches` or `centimetres` where a number has that unit behind it; else `specification`
    where fields are set apart by a colon, semicolon, bar or equals sign; else `brief` up to
    seven words; else `sentence`.
    """
    if _INCHES.search(text):
        return INCHES
    if _CENTIMETRES.search(text):
        return CENTIMETRES
    if _FIELDS.search(text):
        return FIELDS
    return BRIEF if len(text.split()) <= BRIEF_WORDS else SENTENCE
