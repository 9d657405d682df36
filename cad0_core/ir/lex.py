"""Lines, blanks, names and numbers: the lowest layer of the parser."""

from __future__ import annotations

import re
import unicodedata

from cad0_core.ir.errors import IRError

# Blanks are space and tab alone; str.split() would also split at a no-break space.
BLANKS = re.compile(r"[^ \t]+")
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
INTEGER = re.compile(r"[0-9]{1,9}")
_LOOKS_NUMERIC = re.compile(r"[+-]?(?:nan|inf|infinity)", re.IGNORECASE)
_ODD = re.compile(r"[^\t\n\x20-\x7e]|_")  # what float() or split() read more freely than we do


def decode(text: str | bytes, limit: int) -> str:
    """The text as str without BOM and with LF line ends; IRError if too long or not UTF-8."""
    if len(text) > limit:
        raise IRError(f"the text is longer than {limit} bytes", found=f"{len(text)} bytes",
                      expected=f"at most {limit} bytes")  # fmt: skip
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError as error:
            raise _not_utf8(error) from None
    if text.startswith("\ufeff"):
        text = text[1:]
    return text.replace("\r\n", "\n") if "\r" in text else text


def _not_utf8(error: UnicodeDecodeError) -> IRError:
    before = error.object[: error.start].decode("utf-8", "replace")
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    found = f"byte 0x{error.object[error.start]:02x}"
    return IRError(f"expected UTF-8 text, found {found}", line, column, found, "UTF-8 text")


def is_plain(text: str) -> bool:
    """Whether str.split() and float() read this text exactly as the language does.

    True for printable ASCII without underscores; then the fast path may be taken.
    """
    return _ODD.search(text) is None


def quote(token: str) -> str:
    """A token as error texts show it: quoted, printable, at most 40 characters."""
    shown = token if len(token) <= 40 else token[:37] + "..."
    return ascii(shown) if not shown.isprintable() else f"'{shown}'"


def column_of(line: str, index: int) -> int:
    """Column (from 1) of the token with this index; past the last token if there are fewer."""
    for i, match in enumerate(BLANKS.finditer(line)):
        if i == index:
            return match.start() + 1
    return len(line.rstrip(" \t")) + 1


class Tail(ValueError):
    """A malformed end of line: (offset from 0, found, expected)."""

    def __init__(self, offset: int, found: str, expected: str) -> None:
        super().__init__(expected)
        self.offset, self.found, self.expected = offset, found, expected


def split_tail(line: str) -> tuple[str, str | None]:
    """Cut a trailing comment and a quoted name off a line: (what is left, name or None).

    Raises Tail for a name that is unterminated, badly escaped, or followed by more text.
    """
    quoted = line.find('"')
    comment = _comment(line, 0)
    if quoted < 0 or 0 <= comment < quoted:
        return (line if comment < 0 else line[:comment]), None
    if quoted and line[quoted - 1] not in " \t":
        raise Tail(quoted, "a quote inside a word", "a blank before the name")
    name, end = _name(line, quoted)
    rest = line[end:]
    comment = _comment(rest, 0)
    if comment == 0 or (rest if comment < 0 else rest[:comment]).strip(" \t"):
        at = end + len(rest) - len(rest.lstrip(" \t"))
        raise Tail(at, quote(line[at:]), "nothing after the name")
    return line[:quoted], name


def _comment(line: str, start: int) -> int:
    """Offset of a `#` at the start or after a blank, -1 if there is none."""
    at = line.find("#", start)
    while at > 0 and line[at - 1] not in " \t":
        at = line.find("#", at + 1)
    return at


def _name(line: str, start: int) -> tuple[str, int]:
    """The name whose opening quote is at `start`, and the offset after its closing quote."""
    chars: list[str] = []
    at = start + 1
    while at < len(line):
        char = line[at]
        if char == '"':
            return "".join(chars), at + 1
        if char == "\\":
            at += 1
            char = line[at : at + 1]
            if char not in ('"', "\\"):
                raise Tail(at - 1, quote("\\" + char), 'the escape \\" or \\\\')
        elif unicodedata.category(char) in ("Cc", "Cs"):
            raise Tail(at, ascii(char), "no control character in a name")
        chars.append(char)
        at += 1
    raise Tail(start, "no closing quote", 'a closing "')


def number_fault(token: str, limit: float) -> tuple[str, str] | None:
    """(found, expected) if the token is not a finite decimal number within the limit."""
    if NUMBER.fullmatch(token) is None:
        finite = "a finite number" if _LOOKS_NUMERIC.fullmatch(token) else "a number"
        return quote(token), finite
    if not abs(float(token)) <= limit:
        return quote(token), f"a number between -{limit:,.15g} and {limit:,.15g}"
    return None
