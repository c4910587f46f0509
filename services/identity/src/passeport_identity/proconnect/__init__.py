"""ProConnect as its client sees it: the State's sign-in for professionals (OpenID Connect), all signatures checked."""
