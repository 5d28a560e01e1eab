"""What is remembered: tables, queries, transactions and migrations."""
