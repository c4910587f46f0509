"""Diplomas from the institutions that award them: a format of ours, of which `schema.json` is the norm."""
