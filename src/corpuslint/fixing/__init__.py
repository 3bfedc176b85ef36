"""Fixing: from findings to written files, with a record by which each can be had back."""
