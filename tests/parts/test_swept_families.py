"""Programs of the families that are drawn as sketches, and how their texts tell them apart."""

from kinds import solid

from cad0_core.parts.catalog import FAMILIES


def test_an_l_profile_is_its_outline_extruded() -> None:
    part = FAMILIES["profile"].part("ell", leg=40, other=30, thickness=3, length=100)
    assert part.program_texts()[0] == (
        "SK 0 0 0 1 0 0 0 1 0\nL 0 0 40 0\nL 40 0 40 3\nL 40 3 3 3\nL 3 3 3 30\nL 3 30 0 30\n"
        "L 0 30 0 0\nEND\nE 0 0 0 100"
    )
    assert solid(part.program_texts()[0]).volume == (40 + 27) * 3 * 100


def test_a_pointed_turned_pin_is_its_profile_revolved() -> None:
    part = FAMILIES["turned"].part("pointed_pin", diameter=8, length=40, tip=10)
    assert part.program_texts()[0] == (
        "SK 0 0 0 1 0 0 0 0 1\nL 0 0 4 0\nL 4 0 4 30\nL 4 30 0 40\nL 0 40 0 0\nEND\n"
        "V 0 0 0 0 0 0 1 360"
    )


def test_texts_of_turned_parts_and_profiles_name_how_they_are_made() -> None:
    for family, words in (("turned", ("turned", "revolved")),
                          ("profile", ("profile", "extru", "bar", "strip", "prism", "U ch",
                                       "block"))):  # fmt: skip
        for variant in FAMILIES[family].variants.values():
            for template in variant.compiled:
                for form in template.forms:
                    names = variant.names if "{name}" in form.text else ("",)
                    for name in names:
                        text = form.text.replace("{name}", name)
                        assert any(word in text for word in words), text
