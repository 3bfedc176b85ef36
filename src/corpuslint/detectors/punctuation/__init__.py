"""Marks of punctuation: width, pairs, shape."""
