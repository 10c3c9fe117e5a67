"""When people disagree: dissent, independent scrutiny, and what a family asks to be looked at again."""
