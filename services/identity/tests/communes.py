"""A small list of communes like INSEE's `v_commune_depuis_1943.csv`: one a département, and some that changed."""

from pathlib import Path

INSEES = Path(__file__).parents[4] / "shared" / "data" / "insee" / "v_commune_depuis_1943.csv"
"""The list itself, which is not ours to ship, when the reference data lie beside the repository."""

HEADER = '"TYPECOM","COM","TNCC","NCC","NCCENR","LIBELLE","DATE_DEBUT","DATE_FIN"'
CHANGED = (
    ("COM", "01003", "Amareins", "1943-01-01", "1974-01-01"),
    ("COM", "01165", "Francheleins", "1943-01-01", "1974-01-01"),
    ("COM", "01165", "Amareins-Francheleins-Cesseins", "1974-01-01", "1998-12-09"),
    ("COM", "01165", "Francheleins", "1998-12-09", ""),
    ("COM", "28368", "La Saucelle", "1943-01-01", "1972-12-22"),
    ("COM", "28368", "La Saucelle", "1987-01-01", ""),
    ("COM", "20004", "Ajaccio", "1943-01-01", "1976-01-01"),
    ("COM", "2A004", "Ajaccio", "1976-01-01", ""),
    ("COM", "75012", "Boulogne-Billancourt", "1943-01-01", "1968-01-01"),
    ("COM", "92012", "Boulogne-Billancourt", "1968-01-01", ""),
    ("COM", "01168", "Genay", "1943-01-01", "1967-12-31"),
    ("COM", "69278", "Genay", "1967-12-31", ""),
    ("COM", "44109", "Nantes", "1943-01-01", ""),
    ("COM", "35238", "Rennes", "1943-01-01", ""),
    ("ARM", "75101", "Paris 1er Arrondissement", "1943-01-01", ""),
    # One that has become part of another, and keeps a code as a commune déléguée.
    ("COM", "01033", "Bellegarde-sur-Valserine", "1956-10-19", "2019-01-01"),
    ("COMD", "01033", "Bellegarde-sur-Valserine", "2019-01-01", ""),
    ("COM", "97424", "Cilaos", "1965-02-05", ""),
)
_DEPARTMENTS = [f"{number:02}" for number in range(1, 96) if number != 20] + ["2A", "2B"]


def lines(*without: str) -> list[str]:
    """The lines of the list, but those of some départements."""
    rows = [("COM", f"{department}999", "Ailleurs", "1943-01-01", "") for department in _DEPARTMENTS]
    told = [(*row[:2], "0", "", "", *row[2:]) for row in (*rows, *CHANGED) if not row[1].startswith(without or ("-",))]
    return [HEADER, *(",".join(f'"{cell}"' for cell in row) for row in told)]


def commune_file(path: Path) -> Path:
    """Writes the list."""
    path.write_text("\n".join(lines()) + "\n", encoding="utf-8")
    return path
