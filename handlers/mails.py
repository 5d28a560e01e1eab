"""commerce.mails.*: the e-mails that documents were sent by, and what became of them."""

from typing import Any

from handlers import resource
from handlers.method import Context, method
from schemas import mails as shape
from schemas import requests
from store.mails import MAILS


@method("commerce.mails.find", request=shape.Find, response=shape.Found)
def find(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return the e-mails that meet the given conditions."""
    return resource.find("mails", MAILS, request)


@method("commerce.mails.get", request=shape.Get, response=shape.Got)
def get(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return an e-mail given its identifier, or null."""
    return {"mail": resource.get(MAILS, request)}


@method("commerce.mails.count", request=shape.Count, response=requests.Counted)
def count(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return the number of e-mails that meet the given conditions."""
    return {"count": resource.count(MAILS, request)}
