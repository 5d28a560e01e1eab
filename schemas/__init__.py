"""What crosses the wire: fields, requests, answers and the catalogue of problems."""
