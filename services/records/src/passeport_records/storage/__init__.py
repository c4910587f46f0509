"""PostgreSQL: tables, repositories that return domain objects, and the units of work that alone commit."""
