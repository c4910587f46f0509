"""Diplomas from the institutions that award them: a format of ours, of which the contract has the JSON Schema."""
