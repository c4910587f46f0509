"""Files of certifiers that are made to fill memory or to take time; run as a program, it tells what each of them cost.

tracemalloc does not see what libxml2 allocates: the process itself is measured, so that each file has one of its own,
forked from one that has done nothing but load the parser.
"""

from __future__ import annotations

import json
import os
import resource
from collections.abc import Callable, Iterator
from itertools import count, islice

from passeport_records.errors import FileInvalid
from passeport_records.feeds.certifications.check import FluxCheck
from passeport_records.feeds.certifications.locate import locate
from passeport_records.feeds.certifications.parser import MisplacedFault
from passeport_records.feeds.certifications.read import read_passages
from samples import certification, flux, in_pieces, passage, simple_flux

__all__ = ["REFUSED", "TAKEN"]

SIZE = 10 * 1024 * 1024
_BLOCK = 64 * 1024

_BEFORE, _AFTER = flux(certification("@@")).decode().split("@@")
_IN_PASSAGE, _ = passage("@").split("<cpf:scoring>894")
_DIGITAL, _AFTER_DIGITAL = passage(
    "@", presenceNiveauNumeriqueEuro="1", niveauNumeriqueEuropeen="<cpf:resultats>$</cpf:resultats>"
).split("$")

Blocks = Callable[[], Iterator[bytes]]


def _one_long(before: str, unit: str, after: str = "") -> Blocks:
    """Something that is repeated until the file is long."""

    def blocks() -> Iterator[bytes]:
        block = unit * (_BLOCK // len(unit) + 1)
        yield before.encode()
        for _ in range(SIZE // len(block)):
            yield block.encode()
        yield after.encode()

    return blocks


def _counted(before: str, unit: Callable[[int], str], after: str = "") -> Blocks:
    """The same, with a number in each."""

    def blocks() -> Iterator[bytes]:
        numbers, size = count(), 0
        yield before.encode()
        while size < SIZE:
            block = "".join(map(unit, islice(numbers, 50))).encode()
            size += len(block)
            yield block
        yield after.encode()

    return blocks


def _passages(make: Callable[[int], str]) -> Blocks:
    return _counted(_BEFORE, make, _AFTER)


def _noisy(noise: Callable[[int], str]) -> Blocks:
    """Passages with something in the middle of each."""
    return _passages(lambda number: passage(str(number)).replace("<cpf:scoring>", f"{noise(number)}<cpf:scoring>"))


def _declaring(declarations: Callable[[int], str]) -> Blocks:
    """Passages with namespaces of their own."""
    return _passages(
        lambda number: passage(str(number)).replace("<cpf:scoring>", f"<cpf:scoring {declarations(number)}>")
    )


def _on_one_line(blocks: Blocks) -> Blocks:
    return lambda: (block.replace(b"\n", b"") for block in blocks())


def _spoilt_at_its_end(spoilt: bytes) -> Blocks:
    """A long line that is good up to its end."""
    good = _on_one_line(_passages(lambda number: passage(str(number))))

    def blocks() -> Iterator[bytes]:
        *before, last = good()
        yield from before
        yield last.replace(b"</cpf:flux>", spoilt)

    return blocks


def _blank(number: int) -> str:
    return "".join(" \t"[number >> bit & 1] for bit in range(59))


_ROOT = _BEFORE[: _BEFORE.index("<cpf:flux")]
_SCORING = _BEFORE + _IN_PASSAGE + "<cpf:scoring>"

TAKEN: dict[str, Blocks] = {
    "passages": _passages(lambda number: passage(str(number))),
    "certifications with their code last": _counted(
        flux("@").decode().split("@")[0],
        lambda number: certification(passage(str(number)), code=f"RS{number}", late=True),
        flux("@").decode().split("@")[1],
    ),
    "as many results as there may be": _passages(lambda _: _DIGITAL + "<cpf:resultat/>" * 32 + _AFTER_DIGITAL),
    "a namespace that is declared again and again": _declaring(lambda _: "xmlns:z='relative'"),
    "hints of schemas": _declaring(lambda number: f"xsi:schemaLocation='a{number} b'"),
    "many comments in each passage": _noisy(lambda _: "<!-- x -->" * 5_000),
    "blanks by their number in each passage": _noisy(lambda _: "&#32;" * 10_000),
    "empty sections in each passage": _noisy(lambda _: "<![CDATA[ ]]>" * 5_000),
    "long blanks in each passage": _noisy(lambda _: " " * 60_000),
    "everything on one line": _on_one_line(_passages(lambda number: passage(str(number)))),
}
"""What is of the format, however odd."""

REFUSED: dict[str, tuple[str, Blocks]] = {
    "results without end": ("content", _one_long(_BEFORE + _DIGITAL, "<cpf:resultat/>")),
    "results that declare": ("content", _one_long(_BEFORE + _DIGITAL, "<cpf:resultat xmlns:z='r'/>")),
    "depth": ("content", _one_long(_BEFORE, "<a>")),
    "blanks": ("passageSize", _one_long(_BEFORE, " ")),
    "a long comment": ("passageSize", _one_long(_BEFORE + "<!--", "x")),
    "comments": ("passageSize", _one_long(_BEFORE, "<!--x-->")),
    "blanks and comments": ("passageSize", _one_long(_BEFORE, "\n  <!--x-->")),
    "a long instruction": ("passageSize", _one_long(_BEFORE + "<?a ", "x")),
    "instructions": ("passageSize", _one_long(_BEFORE, "<?a?>")),
    "a long value": ("passageSize", _one_long(_SCORING, "9")),
    "references": ("passageSize", _one_long(_SCORING, "&amp;")),
    "sections": ("passageSize", _one_long(_SCORING, "<![CDATA[a]]>")),
    "a long attribute": ("tagSize", _one_long(_BEFORE + "<cpf:passageCertification x='", "9")),
    "attributes": ("tagSize", _counted(_BEFORE + "<cpf:passageCertification ", lambda at: f"a{at}='1' ")),
    "namespaces": ("tagSize", _counted(_ROOT + "<cpf:flux ", lambda at: f"xmlns:a{at}='u:1' ")),
    "a long name": ("tagSize", _one_long(_BEFORE + "<", "a")),
    "a long closing name": ("tagSize", _one_long(_BEFORE + "</", "a")),
    "blanks after the end": ("passageSize", _one_long(simple_flux().decode(), " \n")),
    "comments after the end": ("passageSize", _one_long(simple_flux().decode(), "<!--x-->")),
    "comments before the beginning": ("prolog", _one_long(_ROOT, "<!--x-->")),
    "ever other namespaces": ("words", _declaring(lambda number: f"xmlns:z{number}='u:{number * 10**20}'")),
    "ever other instructions": ("words", _noisy(lambda number: f"<?t{number}{'x' * 1000}?>")),
    "ever other blanks": ("words", _noisy(_blank)),
    "a NUL at the end of a long line": ("character", _spoilt_at_its_end(b"\0</cpf:flux>")),
    "another encoding at the end of a long line": ("encoding", _spoilt_at_its_end(b"\xe9</cpf:flux>")),
    "a value at fault at the end of a long line": ("content", _spoilt_at_its_end(b"<cpf:x/></cpf:flux>")),
    "namespaces by the thousand": (
        "words",
        _declaring(lambda _: " ".join(f"xmlns:a{number}='u:'" for number in range(1_000))),
    ),
}
"""What is refused, and by which rule."""


def _outcome(blocks: Blocks) -> str:
    checking = FluxCheck()
    try:
        for block in blocks():
            for chunk in in_pieces(block, 512 * 1024):
                checking.feed(chunk)
        head = checking.close()
    except FileInvalid as refused:
        return refused.metadata["rule"]
    except MisplacedFault as misplaced:
        return locate(blocks(), misplaced).metadata["rule"]
    return f"{sum(1 for _ in read_passages(blocks, head)) > 0}"


def _cost(name: str) -> str:
    _outcome(lambda: in_pieces(simple_flux(), _BLOCK))
    blocks = TAKEN.get(name) or REFUSED[name][1]
    before = resource.getrusage(resource.RUSAGE_SELF)
    outcome = _outcome(blocks)
    after = resource.getrusage(resource.RUSAGE_SELF)
    cost = {"mib": (after.ru_maxrss - before.ru_maxrss) // 1024, "seconds": after.ru_utime - before.ru_utime}
    return json.dumps({"name": name, "outcome": outcome, **cost})


def _main() -> None:
    for name in (*TAKEN, *REFUSED):
        child = os.fork()
        if child == 0:
            print(_cost(name), flush=True)  # noqa: T201
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    _main()
