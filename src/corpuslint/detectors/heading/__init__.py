"""Headings: their marks, numbers, contents lists."""
