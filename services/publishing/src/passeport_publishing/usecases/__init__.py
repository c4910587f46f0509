"""What publishing does, one verb a file."""
