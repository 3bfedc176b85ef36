"""Paragraphs and words that a line end or space cuts."""
