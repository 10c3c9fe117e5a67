"""How councils differ: their profiles, as data."""
