"""The programs behind the Makefile: typed, tested, run with `python -m tools.<name>`."""
