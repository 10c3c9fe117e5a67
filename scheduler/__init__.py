"""One tick: what has come due becomes messages owed, and messages owed are delivered."""
