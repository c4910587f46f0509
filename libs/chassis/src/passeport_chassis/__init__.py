"""The chassis: what every process of passeport needs, with no domain noun and no contract in it."""
