"""Words that only restricted information and safe addresses hold in the tests; nowhere else may they show.

Tests plant them: RESTRICTED_MARK in every restricted field, ADDRESS_MARK in every safe address. A mark that
turns up in a log, a message, a card for somebody else or another table is a leak.
"""

RESTRICTED_MARK = "Vetchling-Harrier"
ADDRESS_MARK = "Sorrelbank-Kittiwake"
MARKS = (RESTRICTED_MARK, ADDRESS_MARK)
