"""The life of an order: its flags and times, when it is cancelled, and when it is processed."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from handlers.rules.documents import customer_name
from schemas import problems
from schemas.problems import Fault

# What a new order is, unless it says otherwise; lists and objects are left to its maker.
NEW: Mapping[str, Any] = {
    "version": 1,
    "type": "Order",
    "status": "New",
    "deleted_time": None,
    "source": "Manual",
    "source_id": "",
    "source_order_number": "",
    "source_event_id": "",
    "order_integration": None,
    "ordered_time": None,
    "raw_data": None,
    "processing_status": "Pending",
    "process_after": None,
    "processed_time": None,
    "invoice": None,
    "estimate": None,
    "items_changed_after_processing": False,
    "error": None,
    "is_complete": False,
    "order": None,
    "reference": None,
    "reference_type": None,
    "reference_number": "",
    "requests": "",
    "customer_data": None,
    "tax_percent": None,
    "discounts_include_taxes": False,
    "charged": None,
    "override_total": None,
    "invoice_total": None,
    "payment_status": "Unpaid",
    "is_paid_for": False,
    "paid_time": None,
    "payment_method_name": "",
    "payment_gateway": "",
    "is_fulfilled": False,
    "fulfilled_time": None,
    "is_cancelled": False,
    "cancelled_time": None,
    "is_refunded": False,
    "refunded_time": None,
    "is_invoiced": False,
    "is_invoice_paid": False,
    "is_past_due": False,
    "is_in_collections": False,
    "is_written_off": False,
    "is_merged": False,
    "has_payment_failed": False,
    "is_viewed": False,
    "is_sent": False,
    "date_sent": None,
    "is_declined": False,
    "is_expired": False,
    "is_ready_for_delivery": False,
    "is_printed": False,
    "is_closed": False,
    "close_time": None,
    "title": "",
    "notes": "",
    "po": "",
    "delivery_status": "",
    "service_type": "",
    "service_date": None,
    "due_period": None,
    "due_date": None,
    "sync_date": None,
    "standing": False,
    "standing_active": False,
    "standing_due": None,
    "standing_date": None,
    "external_id": "",
    "external_value": "",
    "old_hash": "",
}

# A flag and the time since when it is set.
_TIMED = (
    ("is_fulfilled", "fulfilled_time"),
    ("is_sent", "date_sent"),
    ("is_closed", "close_time"),
)
# Frequencies that keep to a day of the month.
_BY_MONTH = ("Monthly", "Yearly")
MAX_NAME = 100


def follow(order: dict[str, Any], sent: Mapping[str, Any], now: datetime) -> None:
    """Let flags and times follow what was sent: a flag has its time, and a time its flag."""
    if "status" in sent:
        order["is_complete"] = sent.get("is_complete", order["status"] == "Completed")
    order["is_closed"] = order["status"] == "Completed"
    for flag, time in _TIMED:
        if time in sent and flag not in sent:
            order[flag] = sent[time] is not None
        order[time] = (order[time] or now) if order[flag] else None
    if not order["payment_method_name"] and order["payment_method"] is not None:
        order["payment_method_name"] = order["payment_method"]["name"]


def unname(order: dict[str, Any]) -> None:
    """Let the name of a payment method that may change follow it."""
    method = order["payment_method"]
    if method is not None and order["payment_method_name"] == method["name"]:
        order["payment_method_name"] = ""


def named(order: Mapping[str, Any], customer: Mapping[str, Any] | None) -> dict[str, str]:
    """Return name and e-mail of who orders: by the billing address, the shop or the customer."""
    address, data = order["billing_address"] or {}, order["customer_data"] or {}
    known = customer or {}
    name = customer_name(address).strip() if address else ""
    return {
        "customer_name": (name or data.get("company_name") or known.get("full_name", ""))[
            :MAX_NAME
        ],
        "customer_email": address.get("email") or known.get("email", ""),
    }


def cancel_faults(order: Mapping[str, Any], at: str) -> list[Fault]:
    """Find out why an order can not be cancelled."""
    id_ = order["id"]
    if order.get("invoice") is not None:
        return [problems.ORDER_INVOICED(at, value=id_, id=id_, invoice=order["invoice"])]
    if order["is_cancelled"]:
        return [problems.ORDER_CANCELED(at, value=id_, id=id_)]
    return []


def cancel(order: dict[str, Any], now: datetime) -> None:
    """Cancel an order."""
    order |= {
        "status": "Cancelled",
        "processing_status": "Cancelled",
        "process_after": None,
        "is_cancelled": True,
        "cancelled_time": now,
    }


def reopen(order: dict[str, Any]) -> None:
    """Take back that an order was cancelled."""
    order |= {"processing_status": "Pending", "is_cancelled": False, "cancelled_time": None}


def is_to_process(order: Mapping[str, Any], integration: Mapping[str, Any]) -> bool:
    """Tell whether the server is to process or reissue an order by itself.

    An estimate, a purchase and a draft are processed by hand only.
    """
    if not integration["is_active"] or order["deleted_time"] is not None:
        return False
    if order["type"] != "Order" or order["status"] == "Draft":
        return False
    if order["items_changed_after_processing"]:
        return bool(integration["auto_reissue_on_update"])
    if order["processing_status"] != "Pending" or not integration["auto_process"]:
        return False
    reached = {"Created": True, "Paid": order["is_paid_for"], "Fulfilled": order["is_fulfilled"]}
    return bool(reached[integration["auto_process_on"]])


def address_faults(order: Mapping[str, Any], at: str) -> list[Fault]:
    """Find an order that can not be priced for want of an address."""
    priced_by = ("billing_address", "charged", "tax_percent")
    is_priced = any(order[name] is not None for name in priced_by)
    if is_priced or order["status"] in ("Draft", "Cancelled"):
        return []
    return [problems.REQUIRED(f"{at}/billingAddress")]


def standing_faults(order: Mapping[str, Any], at: str) -> list[Fault]:
    """Find a standing order that nobody knows when to repeat."""
    if order["standing_active"] and order["standing_date"] is None:
        return [problems.STANDING_DATE_MISSING(f"{at}/standingDate")]
    return []


def next_standing(order: Mapping[str, Any]) -> date | None:
    """Return when the next order after this standing date is due, or None after the last one.

    Months are stepped to `standingDue`, or the day of the standing date, and at most to the
    month's last day.
    """
    data, day = order["standing_data"], order["standing_date"]
    interval = data["interval"]
    match data["frequency"]:
        case "Daily":
            following = _plus_days(day, interval)
        case "Weekly":
            following = _plus_days(day, 7 * interval)
        case "Monthly":
            following = _plus_months(day, interval, order["standing_due"] or day.day)
        case _:
            following = _plus_months(day, 12 * interval, order["standing_due"] or day.day)
    end = data["end_date"]
    return None if following is None or (end is not None and following > end) else following


def is_standing_due(order: Mapping[str, Any], today: date) -> bool:
    """Tell whether a standing order is to create its next order."""
    is_active = order["standing"] and order["standing_active"] and not order["is_cancelled"]
    day = order["standing_date"]
    return bool(is_active and order["deleted_time"] is None and day is not None and day <= today)


def has_ended(order: Mapping[str, Any]) -> bool:
    """Tell whether a standing order was to end before its standing date."""
    end = order["standing_data"]["end_date"]
    return end is not None and order["standing_date"] > end


def move_on(order: dict[str, Any]) -> None:
    """Move the standing date of an order on; after the last one it is active no more.

    A day that the next month does not have is kept as `standingDue`, so that a month that has it
    uses it again.
    """
    day, following = order["standing_date"], next_standing(order)
    if following is None:
        order["standing_active"] = False
    elif order["standing_data"]["frequency"] in _BY_MONTH and following.day < day.day:
        order["standing_due"] = order["standing_due"] or day.day
    order["standing_date"] = following


def _plus_days(day: date, days: int) -> date | None:
    return None if (date.max - day).days < days else day + timedelta(days=days)


def _plus_months(day: date, months: int, due: int) -> date | None:
    years, month = divmod(day.month - 1 + months, 12)
    if day.year + years >= date.max.year:
        return None
    first = date(day.year + years, month + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(due, last.day))
