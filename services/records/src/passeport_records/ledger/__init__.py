"""The ledger: who gives leaves their places, who signs, and who reads it all again."""
