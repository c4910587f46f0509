"""The form of an INE."""

from __future__ import annotations

import pytest

from passeport_identity.domain.ine import Ine


def test_case_and_blanks_around_it_do_not_count() -> None:
    assert Ine(" 0712345678z ") == Ine("0712345678Z")


# The last two have eleven letters in capitals only, or digits of another script.
@pytest.mark.parametrize("text", ["", "0712345678", "071234567890", "07123 45678", "071234567ß", "٠٧١٢٣٤٥٦٧٨Z"])
def test_what_is_no_ine_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="11 digits and letters"):
        Ine(text)
