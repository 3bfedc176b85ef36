"""Scanning: which rules can find something in some bytes, told from their triggers before anything is decoded."""
