"""Official feeds: one module per format, each turning bytes into claims about persons, streamed and bounded."""
