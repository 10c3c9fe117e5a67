"""The benchmark: Quorate's whole turns beside a stock echo bot and a bare handler, all on loopback."""
