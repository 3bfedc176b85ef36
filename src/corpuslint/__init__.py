"""corpuslint: a linter and fixer for the quality of Chinese text corpora."""

__version__ = "0.1.0"
