"""Trainings followed and engagements: a format of ours, of which the contract has the JSON Schema."""
