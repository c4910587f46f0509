"""One module for each official format: bytes of a file that is already here become terms. Nothing is written."""
