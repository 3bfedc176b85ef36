"""Names of persons, bodies and works across a corpus."""
