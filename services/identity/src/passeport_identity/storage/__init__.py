"""PostgreSQL: tables, repositories that give domain objects, the unit of work."""
