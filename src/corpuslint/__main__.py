"""``python -m corpuslint``."""

from corpuslint.cli import script

if __name__ == "__main__":
    script()
