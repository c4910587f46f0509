"""PostgreSQL: tables, repositories that return domain objects, and the one unit of work that commits."""
