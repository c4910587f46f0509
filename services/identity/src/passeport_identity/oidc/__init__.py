"""What FranceConnect and ProConnect have in common as OpenID providers: what they publish, answer and sign, checked."""
