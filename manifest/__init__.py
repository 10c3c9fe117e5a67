"""The Teams app package: what Teams must know of Quorate before it lets anybody add it."""
