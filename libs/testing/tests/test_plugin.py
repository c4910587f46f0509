"""What the plugin does for every session of tests."""

import gc
import weakref


class Ring:
    """Refers to itself."""

    def __init__(self) -> None:
        self.itself = self


def test_garbage_is_collected_among_what_tests_make_and_not_among_what_was_loaded() -> None:
    assert gc.isenabled()
    assert gc.get_freeze_count() > 10_000
    ring = weakref.ref(Ring())
    gc.collect()
    assert ring() is None
