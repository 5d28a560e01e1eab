"""Test the methods of the API."""
