"""The cards of a core group."""
