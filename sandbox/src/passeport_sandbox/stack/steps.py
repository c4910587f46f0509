"""Run steps side by side, each as soon as those it needs are done; the first failure ends the rest."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

Told = Callable[[str, float], None]


@dataclass(frozen=True)
class Step:
    """Something to do, and what must have been done before."""

    run: Callable[[], object]
    needs: Sequence[str] = ()


def run_steps(steps: Mapping[str, Step], *, told: Told, give_up: Callable[[], None]) -> None:
    """Run all steps; `told` hears the name and the seconds of each when it is done.

    When one fails, or we are interrupted, no other is begun, `give_up` is called so that those which still wait for
    something wait no longer, and the first failure is raised.
    """
    unknown = {need for step in steps.values() for need in step.needs} - steps.keys()
    if unknown:
        raise ValueError(f"needed but not there: {', '.join(sorted(unknown))}")
    with ThreadPoolExecutor(max_workers=max(len(steps), 1)) as pool:
        try:
            _run_in(pool, steps, told)
        except BaseException:
            give_up()
            raise


def _run_in(pool: ThreadPoolExecutor, steps: Mapping[str, Step], told: Told) -> None:
    waiting = dict(steps)
    done: set[str] = set()
    running: dict[Future[float], str] = {}
    while running or waiting:
        for name in [name for name, step in waiting.items() if done.issuperset(step.needs)]:
            running[pool.submit(_timed, waiting.pop(name).run)] = name
        if not running:
            raise ValueError(f"these need one another: {', '.join(sorted(waiting))}")
        finished, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in finished:
            name = running.pop(future)
            told(name, future.result())
            done.add(name)


def _timed(run: Callable[[], object]) -> float:
    began = time.monotonic()
    run()
    return time.monotonic() - began
