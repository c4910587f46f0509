"""What the service does: one verb per file, given its ports by argument."""
