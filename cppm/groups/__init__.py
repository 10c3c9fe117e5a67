"""A core group, from the planning meeting that forms it to the end of the last registration."""
