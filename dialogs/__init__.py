"""Forms and the conversation around them. Knows no SDK and no SQL."""
