"""What becomes of a stored e-mail: who delivers it, when again, and what is known in the end.

An e-mail is claimed for a while, in a short transaction, and delivered outside of any. Whoever
dies leaves a claim that ends, and then another one may have it: nothing is lost.

Why nothing is sent twice: a mail server has taken an e-mail when it answers the line that ends
it. Just before that line goes out, and not earlier, the e-mail is recorded as `Sending`. Without
that record it was not sent, and can be tried again. With it and no answer (the server died, or the
connection) nobody knows; then it becomes `Unknown` and waits for a person, who may send the
document again. A claim carries the number of the attempt: whoever was so slow that another one
took over can not record, and so can not end the e-mail any more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import store.mails
import store.resources
from handlers import resource
from handlers.method import Context
from schemas import stored
from schemas.mails import CONTENT, MAIL, MAX_ERROR
from store.mails import MAILS

# How long it may take until the mail server has everything but the end, and until it answers that:
# it may look for viruses first. A claim lasts longer, so that clocks may differ.
TAKE_SECONDS = 60
ANSWER_SECONDS = 300
MARGIN_SECONDS = 30

# How long to wait after each attempt that did not succeed; after the last one it has failed.
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=24),
)

NO_ANSWER = "The mail server did not answer in the end: the e-mail may have been sent"

Mail = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Job:
    """An e-mail that was claimed: its attempt's number is what the claim is known by."""

    id: int
    attempt: int
    mail: Mapping[str, Any]
    content: Mapping[str, Any]

    @property
    def is_last(self) -> bool:
        """Tell whether there is no further attempt."""
        return self.attempt > len(WAITS)


def claim(context: Context, limit: int) -> tuple[list[Job], int]:
    """Claim e-mails to deliver now; return them, and of how many nobody knows whether they went."""
    jobs = []
    unknown = 0
    for id_, body, content in store.mails.take(context.now, limit):
        mail = stored.parse(MAIL, body)
        if mail["state"] == "Sending":
            unknown += 1
            _end(mail, "Unknown", NO_ANSWER, context)
            continue
        mail |= {
            "attempts": mail["attempts"] + 1,
            "next_attempt_time": _until(TAKE_SECONDS, context),
        }
        resource.replace(MAILS, MAIL, mail, context)
        jobs.append(Job(id_, mail["attempts"], mail, stored.parse(CONTENT, content)))
    return jobs, unknown


def hand_over(job: Job, context: Context) -> bool:
    """Record that the mail server is about to get the end of an e-mail; False: it must not."""
    mail = _mine(job, "Waiting")
    if mail is None:
        return False
    mail |= {"state": "Sending", "next_attempt_time": _until(ANSWER_SECONDS, context)}
    resource.replace(MAILS, MAIL, mail, context)
    return True


def sent(job: Job, error: str | None, context: Context) -> str:
    """Record that the mail server took it; the error tells whom of several it refused."""
    mail = _mine(job, "Sending", "Unknown")
    if mail is not None:
        mail["sent_time"] = context.now
        _end(mail, "Sent", error, context)
    return "sent"


def failed(job: Job, error: str, context: Context) -> str:
    """Record that it is refused for good."""
    mail = _mine(job, "Waiting", "Sending", "Unknown")
    if mail is not None:
        _end(mail, "Failed", error, context)
    return "failed"


def unknown(job: Job, error: str, context: Context) -> str:
    """Record that nobody knows whether it was sent."""
    mail = _mine(job, "Sending")
    if mail is not None:
        _end(mail, "Unknown", f"{NO_ANSWER} ({error})", context)
    return "unknown"


def put_off(job: Job, error: str, context: Context) -> str:
    """Record that it could not be sent, and when to try again; after the last attempt, never."""
    if job.is_last:
        return failed(job, error, context)
    mail = _mine(job, "Waiting", "Sending", "Unknown")
    if mail is not None:
        mail |= {
            "state": "Waiting",
            "error": error[:MAX_ERROR],
            "next_attempt_time": context.now + WAITS[job.attempt - 1],
        }
        resource.replace(MAILS, MAIL, mail, context)
    return "put off"


def _mine(job: Job, *states: str) -> Mail | None:
    """Return a claimed e-mail, locked, unless its claim has ended and others have seen to it."""
    body = store.resources.lock(MAILS, job.id)
    assert body is not None, "no e-mail is ever deleted"
    mail = stored.parse(MAIL, body)
    return mail if mail["attempts"] == job.attempt and mail["state"] in states else None


def _end(mail: Mail, state: str, error: str | None, context: Context) -> None:
    """Record what became of an e-mail in the end."""
    mail |= {"state": state, "error": error and error[:MAX_ERROR], "next_attempt_time": None}
    resource.replace(MAILS, MAIL, mail, context)


def _until(seconds: int, context: Context) -> Any:
    return context.now + timedelta(seconds=seconds + MARGIN_SECONDS)
