"""Commands of operators and partners."""
