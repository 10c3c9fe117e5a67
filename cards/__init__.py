"""Pure: a summary of a meeting becomes an Adaptive Card 1.5. Nothing here stores, sends or decides."""
