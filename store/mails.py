"""E-mails: what can be found of them and by what, and which of them somebody has to see to."""

from datetime import datetime

from store import records
from store.database import bind
from store.finding import (
    Findable,
    after,
    any_of,
    at_least,
    at_most,
    equals,
    of_resource,
    one_of_few,
)
from store.models import Mail

MAILS = Findable(
    model=Mail,
    conditions={
        "ids": any_of(Mail.id),
        "invoice": equals(Mail.invoice, is_narrow=True),
        "message_id": equals(Mail.message_id, is_narrow=True),
        "state": one_of_few(Mail.state),
        "from_creation_time": at_least(Mail.creation_time),
        "to_creation_time": at_most(Mail.creation_time),
        "after": after(Mail.id),
    },
    order={
        "id": Mail.id,
        "creationTime": Mail.creation_time,
        "updateTime": Mail.update_time,
    },
    queried={
        **of_resource(Mail),
        "invoice": Mail.invoice,
        "messageId": Mail.message_id,
        "state": Mail.state,
        "attempts": Mail.attempts,
        "nextAttemptTime": Mail.next_attempt_time,
    },
)


def has_due(now: datetime) -> bool:
    """Tell whether there is an e-mail to see to."""
    return bool(
        records.fetch(
            "has due mail",
            lambda: records.select(Mail, Mail.id).where(_is_due()).limit(1),
            now=now,
        )
    )


def take(now: datetime, limit: int) -> list[tuple[int, bytes, bytes]]:
    """Lock e-mails to see to, but those that others have; return id, answer and content."""
    return records.fetch(
        "take mails",
        lambda: records.taken(
            records.select(Mail, Mail.id, Mail.body, Mail.content)
            .where(_is_due())
            .order_by(Mail.next_attempt_time, Mail.id)
            .limit(bind("limit"))
        ),
        now=now,
        limit=limit,
    )


def _is_due() -> object:
    column = Mail.next_attempt_time
    # Spelled out, because only then the partial index is used.
    return column.is_null(False) & (column <= bind("now", column))
