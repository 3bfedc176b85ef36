"""Spooling: values, bytes and sums that may outgrow memory."""
