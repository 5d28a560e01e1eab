"""A mark for what is held to the clock on the wall."""

import pytest

# A machine that stands still for a moment fails these tests through no fault of the server. Two
# more tries are given to them, and to no others; the report names each one that was needed.
by_the_clock = pytest.mark.flaky(reruns=2)
