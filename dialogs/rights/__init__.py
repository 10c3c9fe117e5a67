"""Who is in the room, who is heard and told, and what is kept apart."""
