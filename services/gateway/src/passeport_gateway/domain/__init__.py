"""Rules of the door that need no network: languages, negotiation, addresses, dates, cursors, words of the problems."""
