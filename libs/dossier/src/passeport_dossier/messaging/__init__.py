"""How it is heard of."""
