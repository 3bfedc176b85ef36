"""``python -m corpuslint``."""

import sys

from corpuslint.cli import main

if __name__ == "__main__":
    sys.exit(main())
