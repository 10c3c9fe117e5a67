"""The jobs of a core group."""
