"""The log of publications: how leaves get their places and proofs, and who reads it all again."""
