"""Customers: what can be found of them, and by what."""

from functools import reduce
from operator import and_, itemgetter
from typing import Any, cast

import peewee

from store import records
from store.database import Bind, bind
from store.finding import Condition, Findable, after, any_of, equals, given, labelled, of_resource
from store.models import Customer
from store.texts import fold


def _each_word(text: peewee.Field) -> Condition:
    """Test for every word in a folded text; their number shapes the statement."""
    return Condition(
        lambda name, count, _: reduce(
            and_, (_has(text, name, i) for i in range(count)), peewee.SQL("1 = 1")
        ),
        lambda words: fold(words).split(),
        lambda words: len(fold(words).split()),
    )


def _has(text: peewee.Field, name: str, i: int) -> Any:
    word = peewee.Value(Bind(name, itemgetter(i)), converter=cast("Any", False), unpack=False)
    return records.position(text, word) > 0


def _folded(column: peewee.Field) -> Condition:
    return Condition(lambda name, *_: column == bind(name), fold)


CUSTOMERS = Findable(
    model=Customer,
    conditions={
        "ids": any_of(Customer.id),
        "code": equals(Customer.code),
        "group": equals(Customer.group_key),
        "email": _folded(Customer.email_key),
        "personal_code": equals(Customer.personal_code),
        "company_code": equals(Customer.company_code),
        "keywords": _each_word(Customer.keywords),
        "country": equals(Customer.country),
        "state_prov": equals(Customer.state_prov),
        "external_id": given(Customer.external_id),
        "labels": labelled(Customer, "Customer"),
        "after": after(Customer.id),
    },
    order={
        "id": Customer.id,
        "code": Customer.code,
        "email": Customer.email_key,
        "fullName": Customer.full_name_key,
        "country": Customer.country,
        "creationTime": Customer.creation_time,
        "updateTime": Customer.update_time,
        "group": Customer.group_key,
    },
    queried={
        **of_resource(Customer),
        "code": Customer.code,
        "personalCode": Customer.personal_code,
        "companyCode": Customer.company_code,
        "externalId": Customer.external_id,
    },
    folded={"email": Customer.email_key, "fullName": Customer.full_name_key},
)


def known(external_id: str, email: str) -> int | None:
    """Return the customer with this external id, else the first with this e-mail, if any."""
    if external_id:
        owner = records.owner_of(Customer, "external_id", external_id)
        if owner is not None:
            return owner
    if not email:
        return None
    row = records.fetch_one(
        "customer by e-mail",
        lambda: (
            records.select(Customer, Customer.id)
            .where(Customer.email_key == bind("email"))
            .order_by(Customer.id)
            .limit(1)
        ),
        email=fold(email),
    )
    return None if row is None else int(row[0])
