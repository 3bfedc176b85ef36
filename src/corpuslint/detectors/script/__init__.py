"""Traditional and simplified characters."""
