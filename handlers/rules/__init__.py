"""Decide what a document says and what may happen to it, without clock, store or network."""
