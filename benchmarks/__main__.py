"""`python -m benchmarks [names] [--quick] [--write]`: measures, prints the table, and writes it down."""

import argparse
import asyncio
import importlib
import inspect
import os
import sys
import time

from benchmarks import report
from benchmarks.row import Row, plain

NAMES = tuple(report.TITLES)


async def measure(name: str, quick: bool) -> list[Row]:
    """The rows of one module."""
    run = importlib.import_module(f"benchmarks.{name}").run
    return await (run(quick=quick) if "quick" in inspect.signature(run).parameters else run())


def main() -> int:
    """Status 1 when a module could not be measured; a missed target is told, not punished."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *NAMES], help=" ".join(NAMES))
    parser.add_argument("--quick", action="store_true", help="one short round of each")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    asked = parser.parse_args()
    failed = False
    for name in asked.names or NAMES:
        began, load = time.monotonic(), os.getloadavg()[0]
        try:
            rows = asyncio.run(measure(name, asked.quick))
        except Exception as error:  # noqa: BLE001 one module that cannot be measured must not hide the others
            print(f"{name}: could not be measured: {type(error).__name__}: {error}", file=sys.stderr)
            failed = True
            continue
        print(
            f"\n{name} (load {load:.1f} when it began, {time.monotonic() - began:.0f} s)\n{plain(rows)}",
            flush=True,
        )
        if asked.write:
            report.keep(name, rows, load, quick=asked.quick)
    if asked.write:
        report.write()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
