"""Shipped data tables and the scripts that build them (``make_*.py``; they run at build time only)."""
