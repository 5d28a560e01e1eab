"""Carry out the methods of the API: fetch, decide, record."""
