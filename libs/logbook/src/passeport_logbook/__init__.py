"""A transparency log kept in PostgreSQL; what its leaves are is the business of the service that keeps it."""
