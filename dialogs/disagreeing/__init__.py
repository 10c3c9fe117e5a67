"""The jobs when people disagree."""
