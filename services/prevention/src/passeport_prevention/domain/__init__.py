"""Trainings, who declares them, and the rules they keep: no framework, no clock, no contract."""
