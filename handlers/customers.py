"""commerce.customers.*: who buys."""

from collections.abc import Mapping
from typing import Any, NoReturn

import store.customers
import store.labels
import store.resources
from handlers import resource
from handlers.method import Context, method
from handlers.rules import customers
from schemas import customers as shape
from schemas import problems, requests
from schemas.addresses import BILLING_ADDRESS, SHIPPING_ADDRESS, lacking
from schemas.problems import refuse
from store.customers import CUSTOMERS
from store.database import NotUnique
from store.texts import fold


@method(
    "commerce.customers.find",
    request=shape.Find,
    response=shape.Found,
    problems=(problems.LABEL_REPEATED,),
)
def find(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return the customers that meet the conditions.

    `keywords` finds those in whose names, e-mail, codes, phone and addresses every word occurs,
    whatever its case; `email` ignores case too.
    """
    return resource.find("customers", CUSTOMERS, request)


@method("commerce.customers.get", request=shape.Get, response=shape.Got)
def get(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return a customer, or null."""
    return {"customer": resource.get(CUSTOMERS, request)}


@method(
    "commerce.customers.count",
    request=shape.Count,
    response=requests.Counted,
    problems=(problems.LABEL_REPEATED,),
)
def count(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return how many customers meet the conditions."""
    return {"count": resource.count(CUSTOMERS, request)}


@method(
    "commerce.customers.create",
    request=shape.Create,
    response=requests.Created,
    problems=(
        problems.INVOICE_RECIPIENT_MALFORMED,
        problems.LOCALE_MALFORMED,
        problems.EXTERNAL_ID_IN_USE,
    ),
    writes=True,
)
def create(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Create a customer."""
    new = _derived(request["customer"])
    try:
        return {"id": resource.insert(CUSTOMERS, shape.CUSTOMER, new, context)}
    except NotUnique:
        _refuse_external_id(new)


@method(
    "commerce.customers.update",
    request=shape.Update,
    response=requests.Done,
    problems=(
        problems.INVOICE_RECIPIENT_MALFORMED,
        problems.LOCALE_MALFORMED,
        problems.CUSTOMER_ID_NOT_FOUND,
        problems.VERSION_CONFLICT,
        problems.EXTERNAL_ID_IN_USE,
    ),
    writes=True,
)
def update(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Change a customer; an address that is sent replaces the whole one. Documents stay."""
    missing = problems.CUSTOMER_ID_NOT_FOUND
    changed = resource.current(CUSTOMERS, shape.CUSTOMER, request, missing)
    changed = _derived(changed | request["customer"])
    try:
        resource.replace(CUSTOMERS, shape.CUSTOMER, changed, context)
    except NotUnique:
        _refuse_external_id(changed)
    return {}


@method(
    "commerce.customers.delete",
    request=requests.Delete,
    response=requests.Done,
    problems=(problems.IN_USE,),
    writes=True,
)
def delete(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Delete customers to whom no document refers, with their labels; unknown ids are ignored."""
    ids = request["ids"]
    resource.delete(CUSTOMERS, ids, "Customer")
    store.labels.replace("Customer", ids, [])
    return {}


def of_order(order: Mapping[str, Any], context: Context) -> int | None:
    """Find the customer of an order, by external id and then by e-mail, or make it.

    There is none to make of an order that tells neither a name nor an e-mail address.
    """
    # Of two orders of a new customer, the second finds what the first one made.
    store.resources.take_turn()
    new = customers.of_order(order)
    found = store.customers.known(new["external_id"], new["email"])
    if found is not None or not (new["email"] or order["customer_name"]):
        return found
    for name, whole in (
        ("billing_address", BILLING_ADDRESS),
        ("shipping_address", SHIPPING_ADDRESS),
    ):
        if new[name] is not None and lacking(new[name], whole):
            new[name] = None
    customer = _derived({**shape.NEW_CUSTOMER.load({}), **new})
    return resource.insert(CUSTOMERS, shape.CUSTOMER, customer, context)


def _derived(customer: dict[str, Any]) -> dict[str, Any]:
    """Add what follows from the other fields, to be shown, searched or sorted by."""
    full_name = customers.full_name(customer)
    country, state_prov = customers.place(customer)
    return customer | {
        "full_name": full_name,
        "full_name_key": fold(full_name),
        "country": country,
        "state_prov": state_prov,
        "email_key": fold(customer["email"]),
        "group_key": customer["group"] or 0,
        "keywords": fold(customers.search_text(customer)),
    }


def _refuse_external_id(customer: dict[str, Any]) -> NoReturn:
    external_id = customer["external_id"]
    problem = problems.EXTERNAL_ID_IN_USE
    refuse(problem("/customer/externalId", value=external_id, external_id=external_id))
