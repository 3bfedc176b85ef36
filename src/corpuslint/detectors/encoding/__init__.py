"""Bytes, code points, and characters that only look right."""
