"""Customers: what can be found of them, and by what."""

from functools import reduce
from operator import and_, itemgetter
from typing import Any, cast

import peewee

from store import records
from store.database import Bind, bind
from store.finding import Condition, Findable, after, any_of, equals, labelled, of_resource
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


def _external_id() -> Condition:
    """Test for an external id; only spelled out like this it is looked up in the partial index."""
    column = Customer.external_id
    return Condition(
        lambda name, is_given, _: (
            (column == bind(name)) & (column != "") if is_given else column == bind(name)
        ),
        shape=bool,
    )


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
        "external_id": _external_id(),
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
