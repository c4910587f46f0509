"""Trainings followed and engagements (Mon Compte Formation, continuing training): a format of ours, `schema.json`."""
