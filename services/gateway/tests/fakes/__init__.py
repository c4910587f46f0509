"""The four services as small classes over dictionaries, behind real gRPC servers with mutual TLS and policies."""
