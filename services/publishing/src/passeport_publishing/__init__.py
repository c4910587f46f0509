"""Publishing: what a holder chose to show, sealed so that nobody can forge it and anyone can verify it."""
