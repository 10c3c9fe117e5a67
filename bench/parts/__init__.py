"""The six parts of the benchmark: each takes a plan and hands back rows, proofs and notes."""
