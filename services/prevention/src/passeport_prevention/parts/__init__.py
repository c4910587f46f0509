"""Parts of the process that are made of several: what would make `wiring` too long to read."""
