"""Requests and answers of commerce.invoices.close."""

from schemas import requests
from schemas.fields import Choice, DateTime, Integer, String, identifier

SOURCES = ("Order", "Manual")

Close = requests.schema("Close", id=identifier(required=True), version=Integer(1))
Closed = requests.schema(
    "Closed",
    number=String(1, 32, required=True),
    source=Choice(*SOURCES, required=True),
    close_time=DateTime(required=True),
)
