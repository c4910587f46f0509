"""What records does, one public verb per file; only the unit of work commits."""
