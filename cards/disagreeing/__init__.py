"""The cards of people who disagree."""
