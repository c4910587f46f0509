"""A programme of the passeport de prévention: the symbols that trainings for electrical work prepare for."""
