"""What production never runs: invented people, a FranceConnect of our own, feeds, the local stack."""
