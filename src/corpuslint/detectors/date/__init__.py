"""Dates: their forms, and what is wrong with them."""
