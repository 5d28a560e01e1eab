"""Tests of `sdk/`."""
