"""Documents as files: what a person or another machine takes away."""
