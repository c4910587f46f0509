"""The local stack: the whole suite as child processes of one supervisor, for `make run`, the demo, tests and bench."""
