"""Checking a corpus: the passes over its files, spread over processes, and what a later run need not do again."""
