from cad0_core.prompt import prompt


def test_the_prompt_is_frozen() -> None:
    """Other bytes would void every checkpoint."""
    expected = "Design: 50x30mm mounting plate with 4 corner holes\n\nCompact IR:\n"
    assert prompt("50x30mm mounting plate with 4 corner holes") == expected


def test_braces_are_plain_text() -> None:
    assert prompt("a {text} {0} cube") == "Design: a {text} {0} cube\n\nCompact IR:\n"


def test_outer_blanks_are_dropped() -> None:
    assert prompt("  20mm cube\n") == prompt("20mm cube")
