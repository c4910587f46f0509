"""What a partner signs instead of keeping a secret: `private_key_jwt`, RFC 7523."""

from passeport_sandbox.assertion.signing import KeyFileError, SigningKey

__all__ = ["KeyFileError", "SigningKey"]
