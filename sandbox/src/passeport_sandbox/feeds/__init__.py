"""Feeds as partners send them, norm-true and the same for the same seed: for `make run`, for tests and for benches."""

from passeport_sandbox.feeds.partners import PARTNERS, Partner
from passeport_sandbox.feeds.samples import Sample, Samples, write_samples

__all__ = ["PARTNERS", "Partner", "Sample", "Samples", "write_samples"]
