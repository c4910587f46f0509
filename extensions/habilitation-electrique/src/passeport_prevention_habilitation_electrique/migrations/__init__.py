"""The revisions of the tables of this programme."""
