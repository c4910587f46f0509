"""What identity does, one verb per file. Each is given its ports; only the unit of work commits."""
