"""The types of the Python client are what the code says."""

from rpc.describing import python_types


def test_the_committed_types_are_what_the_code_says() -> None:
    drifted = "run 'orderly reference --write' and commit the types"

    assert python_types.PATH.read_text() == python_types.render(), drifted
