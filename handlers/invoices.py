"""commerce.invoices.*: invoices, shipping invoices, proformas and credit notes."""

from collections.abc import Iterable
from typing import Any

import store.invoices
import store.labels
from handlers import issuing, numbers, resource
from handlers.method import Context, method
from handlers.rules import documents, numbering
from schemas import invoices as shape
from schemas import problems, requests, stored
from schemas.problems import SHIPPING_ONLY, refuse, refuse_if_any
from store.database import NotUnique
from store.invoices import INVOICES

AT = "/invoice"

_WRITE_PROBLEMS = (
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
    problems.NUMBER_IN_USE,
    problems.NUMBER_VOIDED,
    problems.EXTERNAL_ID_IN_USE,
    problems.AMOUNT_TOO_LARGE,
    problems.SELLER_COUNTRY_MISSING,
    problems.TOO_MANY_DISCOUNTS,
    problems.DISCOUNT_VALUE,
    problems.INVOICE_RECIPIENT_MALFORMED,
    problems.LOCALE_MALFORMED,
    problems.LABEL_REPEATED,
    *(row for rows in SHIPPING_ONLY.values() for row in rows.values()),
)


@method(
    "commerce.invoices.find",
    request=shape.Find,
    response=shape.Found,
    problems=(problems.LABEL_REPEATED,),
)
def find(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return the invoices that meet the given conditions."""
    return resource.find("invoices", INVOICES, _folded(request))


@method("commerce.invoices.get", request=shape.Get, response=shape.Got)
def get(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return an invoice given its identifier, or null."""
    return {"invoice": resource.get(INVOICES, request)}


@method(
    "commerce.invoices.count",
    request=shape.Count,
    response=requests.Counted,
    problems=(problems.LABEL_REPEATED,),
)
def count(request: dict[str, Any], _: Context) -> dict[str, Any]:
    """Return the number of invoices that meet the given conditions."""
    return {"count": resource.count(INVOICES, _folded(request))}


@method(
    "commerce.invoices.create",
    request=shape.Create,
    response=requests.Created,
    problems=(
        *_WRITE_PROBLEMS,
        problems.SERIES_NOT_FOUND,
        problems.SERIES_OTHER_KIND,
        problems.PAYMENT_COST_WITHOUT_METHOD,
        problems.SHIPPING_COST_WITHOUT_METHOD,
    ),
    writes=True,
)
def create(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Create an invoice; without a number it takes the next one of its series."""
    new = request["invoice"]
    refuse_if_any(
        [
            *documents.shipping_faults(new["type"], new, AT),
            *issuing.creation_time_faults(new, context, AT),
        ]
    )
    invoice = _draft(new, context)
    series = numbers.series_of(invoice)
    methods = _refer(invoice, new, numbers.faults(invoice, series, AT))
    assert series is not None, "a fault tells that there is none"
    invoice["series"] = series["id"]
    issuing.price(invoice, methods, AT)
    issuing.settle(invoice)

    if invoice["number"]:
        numbers.claim(invoice["number"], series)
    elif "number" not in new and series["assign_on"] == "Create":
        invoice["number"] = numbers.take(invoice, series)
    try:
        store.invoices.insert(invoice, number_key=numbering.sort_key(invoice["number"]))
    except NotUnique as error:
        _refuse_twin(invoice, error)
    store.invoices.insert_body(invoice["id"], stored.render(shape.INVOICE, invoice))
    if invoice["labels"]:
        store.labels.replace("Invoice", [invoice["id"]], invoice["labels"])
    return {"id": invoice["id"]}


@method(
    "commerce.invoices.update",
    request=shape.Update,
    response=requests.Done,
    problems=(
        *_WRITE_PROBLEMS,
        problems.INVOICE_NOT_FOUND,
        problems.VERSION_CONFLICT,
        problems.CLOSED,
        problems.ITEM_REPEATED,
        problems.ITEM_NOT_FOUND,
        problems.NO_PAYMENT_METHOD,
        problems.NO_SHIPPING_METHOD,
        problems.NUMBER_GAPLESS,
    ),
    writes=True,
)
def update(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Update an invoice. Any fields left out of the request will remain unchanged."""
    id_, changes = request["id"], request["invoice"]
    store.invoices.lock([id_])
    invoice = _current(request)
    if invoice["is_closed"] and changes.keys() - documents.CHANGEABLE_WHEN_CLOSED:
        refuse(problems.CLOSED("/id", value=id_, document="Invoice", id=id_))
    refuse_if_any(
        [
            *documents.shipping_faults(invoice["type"], changes, AT),
            *issuing.creation_time_faults(changes, context, AT),
        ]
    )
    faults = [*_item_faults(invoice, changes), *_cost_faults(invoice, changes)]
    number = invoice["number"]
    _change(invoice, changes)
    is_renumbered = invoice["number"] != number
    if is_renumbered:
        faults += numbers.change_faults(invoice, number, AT)
    faults += _reference_faults(invoice, changes)
    if changes.keys() & issuing.PRICED_BY:
        _reprice(invoice, changes, faults)
    refuse_if_any(faults)
    issuing.settle(invoice)
    if is_renumbered:
        numbers.change(invoice, number, context)

    invoice |= {"version": invoice["version"] + 1, "update_time": context.now}
    try:
        store.invoices.update(invoice, number_key=numbering.sort_key(invoice["number"]))
    except NotUnique as error:
        _refuse_twin(invoice, error)
    store.invoices.update_body(id_, stored.render(shape.INVOICE, invoice))
    if "labels" in changes:
        store.labels.replace("Invoice", [id_], invoice["labels"])
    return {}


@method(
    "commerce.invoices.delete",
    request=requests.Delete,
    response=requests.Done,
    problems=(problems.CLOSED, problems.NUMBER_GAPLESS),
    writes=True,
)
def delete(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """Delete one or more invoices; their numbers are voided. Unknown ids are ignored."""
    ids = request["ids"]
    store.invoices.lock(ids)
    found = store.invoices.numbered(ids)
    refuse_if_any(
        problems.CLOSED(f"/ids/{ids.index(id_)}", value=id_, document="Invoice", id=id_)
        for id_, _, _, is_closed in found
        if is_closed
    )
    refuse_if_any(
        fault
        for id_, series, number, _ in found
        for fault in numbers.gap_faults(series, number, id_, "/ids")
    )
    for id_, series, number, _ in found:
        numbers.void(series, number, id_, "deleted", context)
    store.labels.replace("Invoice", ids, [])
    store.invoices.delete(ids)
    return {}


def _folded(request: dict[str, Any]) -> dict[str, Any]:
    """Make numbers compare in natural order; the request stays, since a read may be repeated."""
    conditions = {
        name: numbering.sort_key(value) if name in ("from_number", "to_number") else value
        for name, value in request["conditions"].items()
    }
    return {**request, "conditions": conditions}


def _draft(new: dict[str, Any], context: Context) -> dict[str, Any]:
    """Fill in what a new invoice leaves out, from the entity's settings."""
    settings = issuing.current_settings()
    created = new.get("creation_time", context.now)
    issued = new.get("issue_date") or created.astimezone(context.zone).date()
    is_shipping = new["type"] == "ShippingInvoice"
    shipping_only = (
        {**documents.SHIPPING_DEFAULTS, "shipping_time": created}
        if is_shipping
        else dict.fromkeys([*documents.SHIPPING_DEFAULTS, "shipping_time"])
    )
    return {
        "version": 1,
        "number": "",
        "status": "Open",
        "creation_time": created,
        "due_date": documents.due_date(issued, settings["days_until_due"]),
        "reference_type": None,
        "reference_number": "",
        "locale": settings["locale"],
        "currency": settings["currency"],
        "discounts": [],
        "discounts_include_taxes": False,
        "is_paid_for": False,
        "invoice_recipient": "",
        "shipping_address": None,
        "seller_address": settings["company"]["address"],
        "terms": settings["terms"],
        "labels": [],
        "metadata": {},
        "external_id": "",
        **shipping_only,
        **new,
        "rounding": {**settings["rounding"], **new.get("rounding", {})},
        "customer": new.get("customer") or None,
        "customer_name": documents.customer_name(new["billing_address"]),
        "update_time": context.now,
        "issue_date": issued,
        "order": None,
        "reference": None,
        "is_closed": False,
        "close_time": None,
        "date_sent": None,
    }


def _refer(
    invoice: dict[str, Any], new: dict[str, Any], faults: Iterable[problems.Fault]
) -> issuing.Methods:
    """Look up all that a new invoice refers to and copy it in; return its methods."""
    taxes = issuing.Taxes(invoice, AT)
    taxes.load(
        {f"{AT}/items/{i}/taxClass": item["tax_class"] for i, item in enumerate(invoice["items"])}
    )
    methods = issuing.Methods(new, "invoice", AT)
    more = _reference_faults(invoice, new)
    refuse_if_any([*faults, *more, *taxes.faults, *methods.faults])
    invoice["tax_area"] = taxes.area
    for item in invoice["items"]:
        item.update(taxes.of(item["tax_class"]))
    _charge(invoice, new, methods, taxes)
    return methods


def _reference_faults(invoice: dict[str, Any], sent: dict[str, Any]) -> list[problems.Fault]:
    """Find what a request refers to that is not there, or not free."""
    faults = []
    if "customer" in sent:
        faults += issuing.customer_faults(invoice["customer"], AT)
    if "external_id" in sent:
        faults += issuing.external_id_faults(sent["external_id"], invoice.get("id"), AT)
    return faults


def _charge(
    invoice: dict[str, Any], sent: dict[str, Any], methods: issuing.Methods, taxes: issuing.Taxes
) -> None:
    """Copy the methods that a request names into the invoice, with their costs where given."""
    for kind, found in (("shipping", methods.shipping), ("payment", methods.payment)):
        if f"{kind}_method" in sent or f"{kind}_method" not in invoice:
            if found is not None:
                taxes.load({"": found["tax_class"]})
            charged = found and issuing.charged(found, taxes)
            invoice[f"{kind}_method"] = charged
        charged = invoice[f"{kind}_method"]
        if charged is not None and f"{kind}_cost" in sent:
            charged["cost"] = sent[f"{kind}_cost"]


def _current(request: dict[str, Any]) -> dict[str, Any]:
    """Return the locked invoice that a request is about, with the names of its taxes."""
    id_ = request["id"]
    body = store.finding.get(INVOICES, id_)
    if body is None:
        refuse(problems.INVOICE_NOT_FOUND("/id", value=id_, id=id_))
    invoice = stored.parse(shape.INVOICE, body)
    resource.check_version(invoice, request)
    names = {(row["code"], row["rate"]): row["name"] for row in invoice["taxes"]}
    taxed = (*invoice["items"], invoice["shipping_method"], invoice["payment_method"])
    for each in taxed:
        if each is not None:
            each["tax_name"] = names[each["tax_code"], each["tax_rate"]]
    return invoice


def _change(invoice: dict[str, Any], changes: dict[str, Any]) -> None:
    """Write the changed fields into the invoice; prices come later."""
    handled = {"items", "rounding", "shipping_method", "payment_method"}
    handled |= {"shipping_cost", "payment_cost"}
    invoice |= {name: value for name, value in changes.items() if name not in handled}
    invoice["rounding"] |= changes.get("rounding", {})
    invoice["customer"] = invoice["customer"] or None
    invoice["customer_name"] = documents.customer_name(invoice["billing_address"])
    if "items" in changes:
        invoice["items"] = _changed_items(invoice, changes["items"])


def _cost_faults(invoice: dict[str, Any], changes: dict[str, Any]) -> list[problems.Fault]:
    """Find a cost without the method that it is for."""
    faults = []
    for kind, problem in (
        ("shipping", problems.NO_SHIPPING_METHOD),
        ("payment", problems.NO_PAYMENT_METHOD),
    ):
        method_ = changes.get(f"{kind}_method", invoice[f"{kind}_method"])
        if changes.get(f"{kind}_cost") is not None and method_ is None:
            path = f"{AT}/{kind}Cost"
            faults.append(problem(path, document="Invoice", id=invoice["id"]))
    return faults


def _item_faults(invoice: dict[str, Any], changes: dict[str, Any]) -> list[problems.Fault]:
    """Find the items that the invoice does not have."""
    known = {item["id"] for item in invoice["items"]}
    return [
        problems.ITEM_NOT_FOUND(
            f"{AT}/items/{i}/id",
            value=item["id"],
            document="Invoice",
            id=invoice["id"],
            item=item["id"],
        )
        for i, item in enumerate(changes.get("items", ()))
        if "id" in item and item["id"] not in known
    ]


def _changed_items(invoice: dict[str, Any], sent: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the items as they will be: known ones altered, new ones added, others gone."""
    known = {item["id"]: item for item in invoice["items"]}
    new = shape.NEW_ITEM.load({})
    return [
        {
            **known.get(item.get("id"), new),
            **item,
            "is_reclassed": "tax_class" in item or item.get("id") not in known,
        }
        for item in sent
    ]


def _reprice(
    invoice: dict[str, Any], changes: dict[str, Any], faults: Iterable[problems.Fault]
) -> None:
    """Look up what the changes refer to, and compute the amounts anew.

    The tax area stays unless an address is sent. Items keep their stored rates, unless they were
    sent with a tax class or the area changed.
    """
    is_readdressed = bool(changes.keys() & {"billing_address", "shipping_address"})
    kept_area = None if is_readdressed else invoice["tax_area"]
    taxes = issuing.Taxes(invoice, AT, kept_area=kept_area)
    is_moved = taxes.area != invoice["tax_area"]
    invoice["tax_area"] = taxes.area
    items = invoice["items"]
    reclassed = [
        (i, item) for i, item in enumerate(items) if item.pop("is_reclassed", False) or is_moved
    ]
    taxes.load({f"{AT}/items/{i}/taxClass": item["tax_class"] for i, item in reclassed})
    named = _named_methods(invoice, changes)
    kept = invoice["payment_method"] if "shipping_method" in changes else None
    methods = issuing.Methods(named, "invoice", AT, kept_payment=kept and kept["id"])
    refuse_if_any([*faults, *taxes.faults, *methods.faults])
    for _, item in reclassed:
        item.update(taxes.of(item["tax_class"]))
    _charge(invoice, changes, methods, taxes)
    for kind in ("shipping_method", "payment_method"):
        charged = invoice[kind]
        if charged is not None and is_moved:
            taxes.load({"": charged["tax_class"]})
            charged |= taxes.of(charged["tax_class"])
    issuing.price(invoice, methods, AT)


def _named_methods(invoice: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Return the methods to look up: those sent, and those whose cost is to be computed anew."""
    named = {}
    for kind in ("shipping", "payment"):
        method_ = invoice[f"{kind}_method"]
        if f"{kind}_method" in changes:
            named[f"{kind}_method"] = changes[f"{kind}_method"]
        elif method_ is not None and changes.get(f"{kind}_cost", method_) is None:
            named[f"{kind}_method"] = method_["id"]
    return named


def _refuse_twin(invoice: dict[str, Any], error: NotUnique) -> None:
    """Tell which of its unique values another invoice took at the same moment."""
    if "external_id" in str(error):
        external_id = invoice["external_id"]
        problem = problems.EXTERNAL_ID_IN_USE
        refuse(problem(f"{AT}/externalId", value=external_id, external_id=external_id))
    number = invoice["number"]
    refuse(problems.NUMBER_IN_USE(f"{AT}/number", value=number, number=number))
