"""The cards about where children live: addresses and moves."""
