"""Transparency logs without I/O: hashes of RFC 6962, tiles, signed checkpoints and proofs as C2SP specifies them."""
