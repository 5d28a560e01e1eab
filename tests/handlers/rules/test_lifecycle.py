"""When a standing order comes round again, and what the server may process by itself."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from handlers.rules import lifecycle


def standing(day: str, frequency: str, interval: int = 1, **changes: Any) -> dict[str, Any]:
    """Return what a standing order says of its dates."""
    end = changes.pop("end_date", None)
    return {
        "standing": True,
        "standing_active": True,
        "standing_due": None,
        "standing_date": date.fromisoformat(day),
        "standing_data": {"frequency": frequency, "interval": interval, "end_date": end},
        "is_cancelled": False,
        "deleted_time": None,
        **changes,
    }


@pytest.mark.parametrize(
    ("day", "frequency", "interval", "due", "following"),
    [
        ("2013-12-31", "Daily", 1, None, "2014-01-01"),
        ("2012-02-28", "Daily", 1, None, "2012-02-29"),
        ("2013-02-28", "Daily", 1, None, "2013-03-01"),
        ("2013-10-01", "Daily", 1000, None, "2016-06-27"),
        ("2013-10-01", "Daily", 1, 15, "2013-10-02"),
        ("2013-12-30", "Weekly", 1, None, "2014-01-06"),
        ("2013-10-01", "Weekly", 2, None, "2013-10-15"),
        ("2013-10-01", "Monthly", 1, None, "2013-11-01"),
        ("2013-12-15", "Monthly", 1, None, "2014-01-15"),
        ("2013-01-31", "Monthly", 1, None, "2013-02-28"),
        ("2012-01-31", "Monthly", 1, None, "2012-02-29"),
        ("2013-03-31", "Monthly", 1, None, "2013-04-30"),
        ("2013-02-28", "Monthly", 1, 31, "2013-03-31"),
        ("2013-04-30", "Monthly", 1, 31, "2013-05-31"),
        ("2013-10-01", "Monthly", 1, 15, "2013-11-15"),
        ("2013-11-30", "Monthly", 3, None, "2014-02-28"),
        ("2013-10-01", "Monthly", 12, None, "2014-10-01"),
        ("2013-10-01", "Monthly", 1000, None, "2097-02-01"),
        ("2013-10-01", "Yearly", 1, None, "2014-10-01"),
        ("2012-02-29", "Yearly", 1, None, "2013-02-28"),
        ("2015-02-28", "Yearly", 1, 29, "2016-02-29"),
        ("2012-02-29", "Yearly", 4, None, "2016-02-29"),
        ("9999-12-31", "Daily", 1, None, None),
        ("9999-12-25", "Weekly", 1, None, None),
        ("9998-12-31", "Monthly", 1, None, None),
        ("9990-12-31", "Yearly", 1000, None, None),
    ],
)
def test_the_next_date_of_a_standing_order(
    day: str, frequency: str, interval: int, due: int | None, following: str | None
) -> None:
    found = lifecycle.next_standing(standing(day, frequency, interval, standing_due=due))

    assert found == (None if following is None else date.fromisoformat(following))


@pytest.mark.parametrize(
    ("end", "following"),
    [("2013-11-02", date(2013, 11, 1)), ("2013-11-01", date(2013, 11, 1)), ("2013-10-31", None)],
)
def test_there_is_no_date_beyond_the_end(end: str, following: date | None) -> None:
    order = standing("2013-10-01", "Monthly", end_date=date.fromisoformat(end))

    assert lifecycle.next_standing(order) == following


@pytest.mark.parametrize(
    ("day", "frequency", "due", "days"),
    [
        ("2013-12-31", "Monthly", None, "01-31 02-28 03-31 04-30 05-31"),
        ("2013-12-30", "Monthly", None, "01-30 02-28 03-30 04-30 05-30"),
        ("2013-12-15", "Monthly", 31, "01-31 02-28 03-31 04-30 05-31"),
        ("2013-12-28", "Monthly", None, "01-28 02-28 03-28 04-28 05-28"),
    ],
)
def test_a_day_that_a_month_does_not_have_comes_back_in_one_that_has_it(
    day: str, frequency: str, due: int | None, days: str
) -> None:
    order = standing(day, frequency, standing_due=due)
    moved = []
    for _ in days.split():
        lifecycle.move_on(order)
        moved.append(order["standing_date"].strftime("%m-%d"))

    assert " ".join(moved) == days
    assert order["standing_active"]


def test_the_last_day_of_february_comes_back_in_a_leap_year() -> None:
    order = standing("2012-02-29", "Yearly")
    years = []
    for _ in range(4):
        lifecycle.move_on(order)
        years.append(str(order["standing_date"]))

    assert years == ["2013-02-28", "2014-02-28", "2015-02-28", "2016-02-29"]


def test_after_its_last_date_a_standing_order_rests_without_one() -> None:
    order = standing("2013-10-01", "Daily", end_date=date(2013, 10, 1))
    lifecycle.move_on(order)

    assert (order["standing_active"], order["standing_date"]) == (False, None)


TODAY = date(2013, 10, 1)


@pytest.mark.parametrize(
    ("changes", "is_due"),
    [
        ({}, True),
        ({"standing_date": date(2013, 9, 1)}, True),
        ({"standing_date": date(2013, 10, 2)}, False),
        ({"standing_date": None}, False),
        ({"standing": False}, False),
        ({"standing_active": False}, False),
        ({"is_cancelled": True}, False),
        ({"deleted_time": datetime(2013, 9, 1, tzinfo=UTC)}, False),
    ],
    ids=str,
)
def test_what_is_due_of_standing_orders(changes: dict[str, Any], is_due: bool) -> None:
    order = {**standing("2013-10-01", "Monthly"), **changes}

    assert lifecycle.is_standing_due(order, TODAY) == is_due


WISHES = {
    "is_active": True,
    "auto_process": True,
    "auto_process_on": "Created",
    "auto_reissue_on_update": True,
}
PENDING = {
    "type": "Order",
    "status": "New",
    "deleted_time": None,
    "processing_status": "Pending",
    "items_changed_after_processing": False,
    "is_paid_for": False,
    "is_fulfilled": False,
}
INVOICED = {**PENDING, "processing_status": "Invoiced"}
CHANGED = {**INVOICED, "items_changed_after_processing": True}


@pytest.mark.parametrize(
    ("order", "changes", "wishes", "is_wanted"),
    [
        (PENDING, {}, {}, True),
        (PENDING, {}, {"is_active": False}, False),
        (PENDING, {}, {"auto_process": False}, False),
        (PENDING, {}, {"auto_process_on": "Paid"}, False),
        (PENDING, {"is_paid_for": True}, {"auto_process_on": "Paid"}, True),
        (PENDING, {}, {"auto_process_on": "Fulfilled"}, False),
        (PENDING, {"is_fulfilled": True}, {"auto_process_on": "Fulfilled"}, True),
        (PENDING, {"deleted_time": datetime(2013, 9, 1, tzinfo=UTC)}, {}, False),
        (PENDING, {"status": "Draft"}, {}, False),
        (PENDING, {"type": "Estimate"}, {}, False),
        (PENDING, {"type": "Purchase"}, {}, False),
        (PENDING, {"processing_status": "Failed"}, {}, False),
        (PENDING, {"processing_status": "Cancelled"}, {}, False),
        (INVOICED, {}, {}, False),
        (CHANGED, {}, {}, True),
        (CHANGED, {}, {"auto_process": False}, True),
        (CHANGED, {}, {"auto_reissue_on_update": False}, False),
        (CHANGED, {}, {"is_active": False}, False),
    ],
)
def test_what_the_server_is_to_process_by_itself(
    order: dict[str, Any], changes: dict[str, Any], wishes: dict[str, Any], is_wanted: bool
) -> None:
    assert lifecycle.is_to_process({**order, **changes}, {**WISHES, **wishes}) == is_wanted
