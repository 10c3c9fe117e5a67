"""Pictures of the gallery, three widths, light and dark: python -m tests.cards.pictures FOLDER [name ...]"""

import sys
from pathlib import Path

from tests.cards.gallery import gallery
from tests.cards.node import photograph


def main(folder: str, *names: str) -> int:
    """Take the pictures of these cards, or of all. Ends with 1 when something does not fit."""
    chosen = {name: each for name, each in gallery().items() if not names or name in names}
    return photograph({name: each.make().to_dict() for name, each in chosen.items()}, Path(folder))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
