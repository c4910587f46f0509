"""gRPC: parse, call one use case, render."""
