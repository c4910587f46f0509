"""gRPC: each method parses, calls one use case, renders. No rule lives here."""
