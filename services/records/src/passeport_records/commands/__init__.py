"""Commands of operators, besides those that every service has."""
