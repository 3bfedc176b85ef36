"""Decoding: what text some bytes are, and how likely a text is to be one."""
