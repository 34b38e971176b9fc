"""Tables of weights that were fitted to labelled texts."""

from __future__ import annotations

from daemon.core.tables import bytes_of, rows_of

ROWS = {7: [1, -2], 4_000_000_000: [127, -127], 12: [0, 5]}


def test_rows_come_back_as_they_were_kept() -> None:
    rows = rows_of(bytes_of(ROWS), 2)
    assert {key: rows.total([key]) for key in ROWS} == {key: (1, row) for key, row in ROWS.items()}


def test_the_rows_of_several_checksums_add_up() -> None:
    assert rows_of(bytes_of(ROWS), 2).total([7, 12]) == (2, [1, 3])


def test_what_has_no_row_weighs_nothing() -> None:
    assert rows_of(bytes_of(ROWS), 2).total([8, 0, 4_294_967_295]) == (0, [0, 0])


def test_of_no_rows_nothing_is_found() -> None:
    assert rows_of(bytes_of({}), 2).total([7]) == (0, [0, 0])
