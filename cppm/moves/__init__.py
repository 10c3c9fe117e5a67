"""Where the children of a case live: addresses, stays elsewhere, and moves between councils."""
