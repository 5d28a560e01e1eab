from pathlib import Path
from random import Random

from bench import filling, servers
from bench.load import drive
from bench.rows import ROWS

SIZE = 250


def test_every_row_of_the_benchmark_is_answered(database_url: str, tmp_path: Path) -> None:
    assert filling.fill(database_url, SIZE) == SIZE

    log = tmp_path / "log"
    with servers.orderly(database_url, workers=1, log=log) as address:
        for row in ROWS:
            assert row.wrong(address, Random(row.name), SIZE) == []
            requests = row.requests(Random(row.name), SIZE, 100)
            done = drive(address, requests, seconds=0.1, connections=4)
            assert (done.wrong, done.example) == (0, "")
            assert done.answers

    assert filling.fill(database_url, SIZE) > SIZE
    filling.trim(database_url, SIZE)
    assert filling.fill(database_url, SIZE) == SIZE
