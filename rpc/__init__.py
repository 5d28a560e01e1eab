"""How the world calls us: HTTP in, JSON out."""
