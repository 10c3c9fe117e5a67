"""The jobs about where children live: addresses and moves."""
