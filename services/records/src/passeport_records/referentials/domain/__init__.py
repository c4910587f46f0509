"""What a referential is made of, and when a version may take the place of another. Pure."""
