"""What operators and auditors do from a terminal."""
