"""What a call of the Python client may raise."""

import pickle

import pytest

from orderly_client import Fault, OrderlyError, Refused, Unavailable


def test_a_refusal_with_many_faults_is_told_shortly() -> None:
    fault = Fault("a", "Malformed", "It is wrong", "WRONG", "/a")

    assert str(Refused([fault] * 5)).endswith("It is wrong (/a); and 2 more")


@pytest.mark.parametrize(
    "error",
    [
        Refused([Fault("a", "Malformed", "It is wrong", "WRONG", "/a")], 2),
        Unavailable("away", 503, (), "id", "key"),
    ],
    ids=["refused", "unavailable"],
)
def test_errors_can_go_to_another_process(error: OrderlyError) -> None:
    # The other one is a worker of ours, so it is trusted.
    again = pickle.loads(pickle.dumps(error))  # noqa: S301

    assert vars(again) == vars(error)
    assert str(again) == str(error)
