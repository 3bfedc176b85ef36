"""What a page carries beside its text."""
