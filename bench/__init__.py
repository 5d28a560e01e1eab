"""The benchmark: how fast the server answers, beside a bare aiohttp handler."""
