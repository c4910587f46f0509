"""The routes, one module per area: each parses, calls, renders."""
