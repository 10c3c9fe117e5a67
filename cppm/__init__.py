"""The field: every rule of practice of Child Protection Planning Meetings, in plain Python.

Nothing here knows Teams, SQL, the clock or the environment. Moments come in as arguments.
"""
