"""Test the rules by tables and properties."""
