"""What the command line does with a running server: calls, imports, exports."""
