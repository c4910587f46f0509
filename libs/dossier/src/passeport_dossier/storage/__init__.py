"""How it is kept in PostgreSQL, in tables that the migrations of each service make."""
