"""The shapes of the API: what is asked is checked against them, what is answered is documented by them."""
