"""Where Quorate keeps things: one transaction for a change, its facts, its clocks and its messages."""
