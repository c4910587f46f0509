"""A machine that is busy is no fault of a property."""

from hypothesis import settings

settings.register_profile("house", deadline=None)
settings.load_profile("house")
