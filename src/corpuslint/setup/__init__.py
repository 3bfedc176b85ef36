"""Setting up a run: configuration, rules and files."""
