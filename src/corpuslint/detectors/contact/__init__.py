"""Addresses, telephone numbers and sites."""
