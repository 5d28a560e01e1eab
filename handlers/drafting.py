"""The steps that make and change a document, alike for orders and invoices.

A document is the dict that its schema renders, in snake_case; items also carry `tax_name`. The
stages run in the order in which refusals are told: what is wrong by itself, what does not exist,
what does not fit the amounts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import store.finding
from handlers import issuing, pricing, resource
from handlers.rules import documents
from schemas import problems, stored
from schemas.documents import NOT_CHARGED
from schemas.problems import Fault, Problem, refuse, refuse_if_any
from schemas.schema import Schema
from store.documents import Documents
from store.finding import Findable

# What an order or invoice that is written can be refused for.
WRITE_PROBLEMS = (
    problems.NO_TAX_AREA,
    problems.CREATION_TIME_IN_FUTURE,
    problems.CUSTOMER_NOT_FOUND,
    problems.AMOUNT_OFF_ZERO,
    problems.PAYMENT_METHOD_TOTAL,
    problems.PAYMENT_METHOD_COMBINATION,
    problems.PAYMENT_METHOD_UNSUITABLE,
    problems.PAYMENT_METHOD_NOT_FOUND,
    problems.SHIPPING_METHOD_UNSUITABLE,
    problems.SHIPPING_METHOD_REQUIRED,
    problems.SHIPPING_METHOD_NOT_FOUND,
    problems.TAX_CLASS_NOT_FOUND,
    problems.EXTERNAL_ID_IN_USE,
    problems.AMOUNT_TOO_LARGE,
    problems.SELLER_COUNTRY_MISSING,
    problems.TOO_MANY_DISCOUNTS,
    problems.DISCOUNT_VALUE,
    problems.INVOICE_RECIPIENT_MALFORMED,
    problems.LOCALE_MALFORMED,
    problems.LABEL_REPEATED,
)


@dataclass(frozen=True)
class Kind:
    """A kind of document: orders or invoices. `unique` are texts that no two of them share."""

    name: str
    table: Documents
    what: Findable
    shape: Schema
    new_item: Schema
    missing: Problem
    unique: Mapping[str, Problem]

    @property
    def at(self) -> str:
        """Return the JSON pointer of the document in a request."""
        return f"/{self.name}"

    @property
    def title(self) -> str:
        """Return the name as sentences begin with it."""
        return self.name.capitalize()


def existing(
    kind: Kind, document: dict[str, Any] | None, request: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the document that a request is about; refuse if it is gone or newer."""
    if document is None:
        refuse(kind.missing("/id", value=request["id"], id=request["id"]))
    resource.check_version(document, request)
    return document


def stored_document(kind: Kind, id_: int) -> dict[str, Any] | None:
    """Return a document as it is stored, with the names of its taxes."""
    body = store.finding.get(kind.what, id_)
    if body is None:
        return None
    document = stored.parse(kind.shape, body)
    names = {(row["code"], row["rate"]): row["name"] for row in document["taxes"]}
    for each in (*document["items"], document["shipping_method"], document["payment_method"]):
        if each is not None:
            # A charged order has no row for what was charged without taxes.
            each["tax_name"] = names.get((each["tax_code"], each["tax_rate"]), "")
    return document


def refer(
    kind: Kind, document: dict[str, Any], new: Mapping[str, Any], faults: Iterable[Fault]
) -> issuing.Methods:
    """Look up all that a new document refers to and copy it in; return its methods."""
    for item in document["items"]:
        item |= {name: item.get(name, value) for name, value in NOT_CHARGED.items()}
    taxes = issuing.Taxes(document, kind.at)
    taxes.load(
        {
            f"{kind.at}/items/{i}/taxClass": item["tax_class"]
            for i, item in enumerate(document["items"])
        }
    )
    methods = issuing.Methods(new, kind.name, kind.at)
    more = reference_faults(kind, document, new)
    refuse_if_any([*faults, *more, *taxes.faults, *methods.faults])
    document["tax_area"] = taxes.area
    for item in document["items"]:
        item.update(taxes.of_item(item))
    _charge(document, new, methods, taxes)
    refuse_if_any(taxes.faults)
    return methods


def reference_faults(
    kind: Kind, document: Mapping[str, Any], sent: Mapping[str, Any]
) -> list[Fault]:
    """Find what a request refers to that is not there, or not free."""
    faults = []
    if "customer" in sent:
        faults += issuing.customer_faults(document["customer"], kind.at)
    for name, problem in kind.unique.items():
        value = sent.get(name)
        owner = kind.table.owner_of(name, value) if value else None
        if owner not in (None, document.get("id")):
            faults.append(problem(f"{kind.at}/{problem.field}", value=value, **{name: value}))
    return faults


def change(kind: Kind, document: dict[str, Any], changes: Mapping[str, Any]) -> None:
    """Write the changed fields into the document; prices come later."""
    handled = {"items", "rounding", "shipping_method", "payment_method"}
    handled |= {"shipping_cost", "payment_cost"}
    document |= {name: value for name, value in changes.items() if name not in handled}
    document["rounding"] |= changes.get("rounding", {})
    document["customer"] = document["customer"] or None
    if "items" in changes:
        document["items"] = _changed_items(kind, document, changes["items"])


def change_faults(
    kind: Kind, document: Mapping[str, Any], changes: Mapping[str, Any]
) -> list[Fault]:
    """Find items that the document does not have, and costs without the method they are for."""
    known = {item["id"] for item in document["items"]}
    id_ = document["id"]
    faults = [
        problems.ITEM_NOT_FOUND(
            f"{kind.at}/items/{i}/id",
            value=item["id"],
            document=kind.title,
            id=id_,
            item=item["id"],
        )
        for i, item in enumerate(changes.get("items", ()))
        if "id" in item and item["id"] not in known
    ]
    for name, problem in (
        ("shipping", problems.NO_SHIPPING_METHOD),
        ("payment", problems.NO_PAYMENT_METHOD),
    ):
        method = changes.get(f"{name}_method", document[f"{name}_method"])
        if changes.get(f"{name}_cost") is not None and method is None:
            faults.append(problem(f"{kind.at}/{name}Cost", document=kind.title, id=id_))
    return faults


def reprice(
    kind: Kind, document: dict[str, Any], changes: Mapping[str, Any], faults: Iterable[Fault]
) -> None:
    """Look up what the changes refer to, and compute the amounts anew.

    The tax area stays unless an address is sent. Items keep their stored rates, unless they were
    sent with another tax or the area changed.
    """
    is_readdressed = bool(changes.keys() & {"billing_address", "shipping_address"})
    kept_area = None if is_readdressed else document["tax_area"]
    taxes = issuing.Taxes(document, kind.at, kept_area=kept_area)
    is_moved = taxes.area != document["tax_area"]
    document["tax_area"] = taxes.area
    reclassed = [
        (i, item)
        for i, item in enumerate(document["items"])
        if item.pop("is_reclassed", False)
        or (is_moved and item["tax_class"] is not None)
        or ("tax_percent" in changes and item["tax_class"] is None)
    ]
    taxes.load({f"{kind.at}/items/{i}/taxClass": item["tax_class"] for i, item in reclassed})
    named = _named_methods(document, changes)
    kept = document["payment_method"] if "shipping_method" in changes else None
    methods = issuing.Methods(named, kind.name, kind.at, kept_payment=kept and kept["id"])
    refuse_if_any([*faults, *taxes.faults, *methods.faults])
    for _, item in reclassed:
        item.update(taxes.of_item(item))
    _charge(document, changes, methods, taxes)
    for name in ("shipping_method", "payment_method"):
        charged = document[name]
        if charged is not None and is_moved:
            taxes.load({"": charged["tax_class"]})
            charged |= taxes.of(charged["tax_class"])
    refuse_if_any(taxes.faults)
    pricing.price(document, methods, kind.at)


def _charge(
    document: dict[str, Any],
    sent: Mapping[str, Any],
    methods: issuing.Methods,
    taxes: issuing.Taxes,
) -> None:
    """Copy the methods that a request names into the document, with their costs where given."""
    for kind, found in (("shipping", methods.shipping), ("payment", methods.payment)):
        if f"{kind}_method" in sent or f"{kind}_method" not in document:
            if found is not None:
                taxes.load({"": found["tax_class"]})
            document[f"{kind}_method"] = found and issuing.charged(found, taxes)
        charged = document[f"{kind}_method"]
        if charged is not None and f"{kind}_cost" in sent:
            charged["cost"] = sent[f"{kind}_cost"]


def _changed_items(
    kind: Kind, document: Mapping[str, Any], sent: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the items as they will be: known ones altered, new ones added, others gone."""
    known = {item["id"]: item for item in document["items"]}
    new = {**NOT_CHARGED, **kind.new_item.load({})}
    changed = []
    for item in sent:
        before = known.get(item.get("id"))
        is_repriced = before is not None and bool(documents.ITEM_PRICED_BY & item.keys())
        after = {**(before or new), **item}
        if is_repriced:
            # What was charged for it before is not what is charged for it now.
            for name in ("total_price", "taxed_total_price"):
                after[name] = item.get(name)
        is_reclassed = before is None or bool(documents.ITEM_TAXED_BY & item.keys())
        changed.append({**after, "is_reclassed": is_reclassed})
    return changed


def _named_methods(document: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the methods to look up: those sent, and those whose cost is to be computed anew."""
    named = {}
    for kind in ("shipping", "payment"):
        method = document[f"{kind}_method"]
        if f"{kind}_method" in changes:
            named[f"{kind}_method"] = changes[f"{kind}_method"]
        elif method is not None and changes.get(f"{kind}_cost", method) is None:
            named[f"{kind}_method"] = method["id"]
    return named
