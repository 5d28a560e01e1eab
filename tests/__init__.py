"""What the server promises, held to it."""
