"""The proof that the trail of accesses is whole: seals in chains, a signed anchor for each day, months as partitions.

It knows the table of accesses and nothing else of the service, so that it can serve any that keeps one.
"""
