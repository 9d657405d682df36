"""The two error types of the language: one for texts, one for solids."""

from __future__ import annotations

from typing import Any

_EXCERPT = 76  # characters of a source line shown above the caret


class IRError(ValueError):
    """A text that is not a Compact IR program.

    `line` and `column` count from 1; `found` and `expected` are short phrases, `message` is the
    sentence made of them, and `str()` adds the source line with a caret under the column.
    """

    def __init__(
        self,
        message: str,
        line: int = 1,
        column: int = 1,
        found: str = "",
        expected: str = "",
        source: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column
        self.found = found
        self.expected = expected
        self.source = source

    def __reduce__(self) -> tuple[Any, ...]:
        """Rebuild from all six parts: worker processes send these errors home."""
        parts = (self.message, self.line, self.column, self.found, self.expected, self.source)
        return type(self), parts

    def __str__(self) -> str:
        head = f"line {self.line}, column {self.column}: {self.message}"
        if not self.source.strip():
            return head
        text, caret = self._excerpt()
        return f"{head}\n    {text}\n    {' ' * caret}^"

    def _excerpt(self) -> tuple[str, int]:
        """A printable window of the source line around the column, and the caret's place in it."""
        start = max(0, self.column - 1 - _EXCERPT // 2) if len(self.source) > _EXCERPT else 0
        window = self.source[start : start + _EXCERPT]
        text = "".join(char if char.isprintable() else " " for char in window)
        return text, min(self.column - 1 - start, len(text))


def counted(number: int, what: str) -> str:
    """A number of things in words: `1 segment`, `2 segments`."""
    return f"{number} {what}{'s' * (number != 1)}"


class SolidError(ValueError):
    """A program that parses but does not make a solid.

    `kind` is one of "empty", "unsupported", "budget", "degenerate", "kernel"; `node` is the id of
    the node that failed (from 0) and `line` its line in the text (from 1, 0 if made without one).
    """

    def __init__(self, message: str, kind: str, node: int = -1, line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.kind = kind
        self.node = node
        self.line = line

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.message, self.kind, self.node, self.line)

    def __str__(self) -> str:
        where = f"line {self.line}, " if self.line else ""
        return f"{where}node {self.node}: {self.message}" if self.node >= 0 else self.message
