"""One measured figure beside its floor, and the table of them."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A measured value; `target` is a ratio to the floor, or the value itself where there is no floor."""

    name: str
    value: float
    floor: float | None
    target: float | None
    unit: str
    lower_is_better: bool = True


def ratio_of(row: Row) -> float | None:
    """How many times the floor it is."""
    return row.value / row.floor if row.floor else None


def verdict(row: Row) -> str:
    """`ok`, `miss`, or nothing for a figure that is only told."""
    if row.target is None:
        return ""
    measured = row.value if row.floor is None else (ratio_of(row) or 0.0)
    return "ok" if (measured <= row.target if row.lower_is_better else measured >= row.target) else "miss"


def number(value: float) -> str:
    """Three figures that count, and no more decimals than that."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def cells(row: Row) -> tuple[str, ...]:
    """A row as the table shows it."""
    ratio = ratio_of(row)
    bound = "≤" if row.lower_is_better else "≥"
    target = (
        ""
        if row.target is None
        else f"{bound} {number(row.target)}" + (" ×" if row.floor else f" {row.unit}")
    )
    return (
        row.name,
        f"{number(row.value)} {row.unit}",
        f"{number(row.floor)} {row.unit}" if row.floor is not None else "",
        f"{ratio:.2f} ×" if ratio is not None else "",
        target,
        verdict(row),
    )


HEADINGS = ("figure", "measured", "floor", "ratio", "target", "")


def plain(rows: Iterable[Row]) -> str:
    """For a terminal."""
    table = [HEADINGS, *map(cells, rows)]
    widths = [max(len(line[i]) for line in table) for i in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) if i == 0 else cell.rjust(width) for i, (cell, width) in enumerate(zip(line, widths, strict=True)))
        for line in table
    )  # fmt: skip


def markdown(rows: Iterable[Row]) -> str:
    """For the documentation."""
    lines = ["| " + " | ".join(HEADINGS) + " |", "|---|---:|---:|---:|---:|---|"]
    return "\n".join([*lines, *("| " + " | ".join(cells(row)) + " |" for row in rows)])
