"""Messages of the contracts as JSON values: written by hand, since reflection costs more than the call itself."""
