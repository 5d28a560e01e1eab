"""Test what crosses the wire."""
