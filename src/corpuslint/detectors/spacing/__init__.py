"""White space that carries nothing, or that cuts text apart."""
