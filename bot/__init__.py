"""The Bot Framework skin: who may speak to us, what they said as a `Turn`, and how the `Answer` leaves."""
