"""The floors: the least that the same result can cost, with none of our code in the way."""
