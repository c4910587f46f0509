"""The whole journey played on a suite of its own, over HTTP, by those who come from outside."""
