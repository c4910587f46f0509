"""The déclaration sociale nominative, deposited or redistributed, norms P24 to P26: careers only, all else dropped."""
