"""The jobs of a planning meeting."""
