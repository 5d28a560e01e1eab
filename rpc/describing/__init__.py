"""What the server says of itself to machines, made from what its methods declare."""
