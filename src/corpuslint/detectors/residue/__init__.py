"""What a conversion or a reader of print left behind."""
