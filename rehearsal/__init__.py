"""The rehearsal: invented people, and the Teams client they are played in."""
