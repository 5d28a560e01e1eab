"""A client of Orderly, for programs that wait for answers and for those that go on meanwhile."""

from orderly_client.client import AsyncClient, Client
from orderly_client.codec import ref
from orderly_client.errors import Failed, Fault, OrderlyError, Refused, Unavailable

__all__ = [
    "AsyncClient",
    "Client",
    "Failed",
    "Fault",
    "OrderlyError",
    "Refused",
    "Unavailable",
    "ref",
]
