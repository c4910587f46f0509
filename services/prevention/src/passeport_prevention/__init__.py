"""The passeport de prévention (Code du travail L4141-5): health-and-safety trainings of workers."""
