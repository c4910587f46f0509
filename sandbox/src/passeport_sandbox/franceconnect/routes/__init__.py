"""The HTTP surface of FranceConnect, one module per endpoint of the protocol."""
