"""Rules and nouns of identity: no database, no network, no clock of its own."""
