"""What every service that keeps a dossier of persons does alike, so that it does not depend on where a row lies."""
