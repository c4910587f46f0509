"""The header of an import and the name of its file: what is wrong there refuses the whole file (guide)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from passeport_dossier.domain.text import is_one_line
from passeport_prevention.imports.columns import LAYOUTS, SEPARATOR, Layout
from passeport_prevention.imports.line import Fault, shown

__all__ = ["FileRefused", "check_file_name", "is_written_otherwise", "layout_of"]

_BOM = b"\xef\xbb\xbf"
_OTHERS = {
    b"\xff\xfe": "en UTF-16",
    b"\xfe\xff": "en UTF-16",
    b"\x1f\x8b": "compressé (gzip)",
    b"PK\x03\x04": "compressé (zip) ou un classeur",
}
_SEPARATORS = {";": "un point-virgule", ",": "une virgule", "\t": "une tabulation"}
_NAME_MOST = 200
_NAME_REFUSED = '@<>:"/\\|?*%'
_CLOSE = 0.75
_MOST_COLUMNS = 64
_SAVE = "Enregistrez le fichier en CSV UTF-8, séparateur « | »"


class FileRefused(Exception):
    """Nothing of a file is taken; `faults` say why, the first first."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults[0].message)
        self.faults = tuple(faults)


def _fault(rule: str, message: str, fix: str, column: str = "") -> Fault:
    return Fault(line=1, column=column, rule=rule, message=message, fix=fix)


def check_file_name(name: str) -> None:
    """Raises FileRefused where the guide does not allow the name of a file."""
    if not name.lower().endswith(".csv"):
        raise FileRefused([_fault("file_name", "le nom du fichier ne finit pas par .csv", "Exemple : formations.csv")])
    if len(name) > _NAME_MOST:
        message = f"le nom du fichier a {len(name)} caractères au lieu de {_NAME_MOST} au plus"
        raise FileRefused([_fault("file_name", message, "Exemple : formations.csv")])
    if not is_one_line(name):
        message = "le nom du fichier contient un caractère qui ne se voit pas"
        raise FileRefused([_fault("file_name", message, "Exemple : formations.csv")])
    if found := next((character for character in name if character in _NAME_REFUSED), ""):
        message = f"le nom du fichier contient « {found} »"
        raise FileRefused([_fault("file_name", message, f"Retirez les caractères {' '.join(_NAME_REFUSED)}")])


def is_written_otherwise(first: bytes) -> bool:
    """Whether a file that begins so is not UTF-8 text whose lines end as the guide says."""
    return first.startswith(tuple(_OTHERS)) or b"\r" in first.rstrip(b"\r\n")


def layout_of(first: bytes) -> Layout:
    """Reads the header, with or without a byte order mark. Raises FileRefused with every column that is wrong."""
    for mark, what in _OTHERS.items():
        if first.startswith(mark):
            raise FileRefused([_fault("encoding", f"le fichier est {what}", _SAVE)])
    try:
        text = first.removeprefix(_BOM).decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise FileRefused([_fault("encoding", "le fichier n'est pas en UTF-8", _SAVE)]) from None
    if not text.strip():
        raise FileRefused([_fault("empty", "la première ligne est vide : elle nomme les colonnes", _SAVE)])
    if "\r" in text:
        message = "les lignes finissent par CR seul"
        raise FileRefused([_fault("line_end", message, "Enregistrez le fichier avec des fins de ligne LF ou CRLF")])
    if SEPARATOR not in text:
        found = next((f", mais par {what}" for mark, what in _SEPARATORS.items() if mark in text), "")
        message = f"les colonnes ne sont pas séparées par « {SEPARATOR} »{found}"
        raise FileRefused([_fault("separator", message, _SAVE)])
    names = tuple(name.strip().strip('"') for name in text.split(SEPARATOR))
    for layout in LAYOUTS:
        if names == layout.names:
            return layout
    if len(names) > _MOST_COLUMNS:
        message = f"la première ligne a {len(names)} colonnes au lieu de 20 ou 29"
        raise FileRefused([_fault("column", message, "Gardez celles du guide, dans leur ordre")])
    raise FileRefused(list(_column_faults(names)))


def _column_faults(names: Sequence[str]) -> Iterator[Fault]:
    # What has most in common with the header is what it is meant to be; TYPE_JDR is in one of them only.
    meant = max(LAYOUTS, key=lambda layout: len(set(names) & set(layout.names)))
    whole = f"L'en-tête du fichier {meant.name} : {SEPARATOR.join(meant.names)}"
    told = set[str]()
    for name, times in Counter(names).items():
        if name not in meant.names:
            near = get_close_matches(name.upper(), set(meant.names) - set(names), 1, _CLOSE)
            told.update(near)
            # A value, it may be, in a file without a header: what it is of a person is not repeated.
            said = f"la colonne « {shown(name)} » n'existe pas" if near else "une colonne n'a pas un nom connu"
            yield _fault("column", said, f"La plus proche est {near[0]}" if near else whole, near[0] if near else "")
        elif times > 1:
            yield _fault("column", f"la colonne {name} est là {times} fois", "Gardez-en une", name)
    for place, name in enumerate(meant.names):
        if name not in names and name not in told:
            where = f"Elle suit {meant.names[place - 1]}" if place else "Elle est la première"
            yield _fault("column", f"il manque la colonne {name}", where, name)
    if sorted(names) == sorted(meant.names):
        place = next(place for place, name in enumerate(names) if name != meant.names[place])
        message = f"la colonne {place + 1} est {names[place]} au lieu de {meant.names[place]}"
        yield _fault("order", message, whole, names[place])
