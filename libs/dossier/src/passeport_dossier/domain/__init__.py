"""What identity finds out about persons, and what a text in a dossier may hold: pure, for the domains of services."""
