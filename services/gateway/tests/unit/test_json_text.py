"""Looking for a key that is there twice takes as long as the text is, whatever anyone writes into it."""

from __future__ import annotations

import json
import time

from passeport_gateway.http.json_text import doubled_key


def seconds(count: int) -> float:
    """The least CPU time that so many keys take of some times, of which the last is that of the middle."""
    names = [f"k{number}" for number in range(count)]
    body = ("{" + ",".join(f"{json.dumps(name)}:0" for name in [*names, names[count // 2]]) + "}").encode()
    spent = []
    for _ in range(5):
        began = time.thread_time()
        assert doubled_key(body) == (names[count // 2],)
        spent.append(time.thread_time() - began)
    return min(spent)


def test_sixteen_times_as_many_keys_take_no_hundred_times_as_long() -> None:
    # In quadratic time they took 256 times as long.
    assert seconds(16_000) < 100 * seconds(1000)
