"""Names of files, in and out."""

from __future__ import annotations

import pytest

from passeport_gateway.domain.file_name import attachment, file_name_of
from passeport_gateway.errors import FileNameMissing


@pytest.mark.parametrize(
    ("disposition", "parameter", "name"),
    [
        ('attachment; filename="flux.xml"', None, "flux.xml"),
        ("attachment; filename=flux.xml", None, "flux.xml"),
        ("attachment; filename*=UTF-8''re%C3%A7u.xml", None, "reçu.xml"),
        ('attachment; filename="reçu.xml"'.encode().decode("latin-1"), None, "reçu.xml"),
        ('attachment; filename="C:\\\\dsn\\\\mai.edi"', None, "mai.edi"),
        ('attachment; filename="../../etc/passwd"', None, "passwd"),
        (None, "mai.edi", "mai.edi"),
        (None, "a\ud800.edi", "a?.edi"),
        ('attachment; filename="a.xml"', "b.xml", "b.xml"),
    ],
)
def test_the_name_is_read_without_folders(disposition: str | None, parameter: str | None, name: str) -> None:
    assert file_name_of(disposition, parameter) == name


@pytest.mark.parametrize(
    ("disposition", "parameter"),
    [
        (None, None),
        ("attachment", None),
        (None, ".."),
        (None, "a/"),
    ],
)
def test_no_name_is_told_by_name(disposition: str | None, parameter: str | None) -> None:
    with pytest.raises(FileNameMissing):
        file_name_of(disposition, parameter)


def test_a_name_that_goes_out_breaks_no_header() -> None:
    assert attachment('a"\r\nX: y;é.pdf') == 'attachment; filename="a-X-y-.pdf"'
    assert attachment("é") == 'attachment; filename="document"'
