"""The certifiers' XML feed («accrochage»), formats 1.1.2 and 1.1.5, and its accusé de traitement."""
