"""The jobs of those who keep order: who is enrolled, and which channel belongs to which case."""
