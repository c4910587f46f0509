"""Records: the entries of every passport, where each comes from, and what the holder adds."""
