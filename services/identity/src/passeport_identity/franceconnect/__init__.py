"""FranceConnect v2 as its client sees it: OpenID Connect, authorization code with PKCE, everything signed checked."""
