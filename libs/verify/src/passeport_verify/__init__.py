"""Verifies what the Passeport de compétences published, without asking it: docs/verifying.md says how."""
