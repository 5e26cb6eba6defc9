"""Remembers what the server acknowledged and what was under way when it died."""

from dataclasses import dataclass, field


@dataclass
class Entry:
    """One thing by its key: its acknowledged value, and values that may have been written unacknowledged."""

    settled: str | None = None
    possible: list[str | None] = field(default_factory=list)


@dataclass
class Ledger:
    """Values by key; None means: not there."""

    entries: dict[str, Entry] = field(default_factory=dict)
    acknowledged: int = 0
    surprises: list[str] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)

    def begin(self, key: str, value: str | None) -> None:
        """A write of this value is on its way."""
        self.touched.add(key)
        self.entries.setdefault(key, Entry()).possible.append(value)

    def acknowledge(self, key: str, value: str | None) -> None:
        """The server said yes."""
        self.acknowledged += 1
        self.entries[key] = Entry(value)

    def refuse(self, key: str) -> None:
        """The server said no: nothing may have changed."""
        entry = self.entries[key]
        entry.possible.pop()

    def surprise(self, what: str) -> None:
        """Something that must not happen."""
        self.surprises.append(what)

    def compare(self, found: dict[str, list[str]]) -> None:
        """Check what is there against what was promised, and go on from what is there."""
        self.touched.clear()
        for key in found.keys() - self.entries.keys():
            self.surprise(f"{key} was never written")
        for key, entry in self.entries.items():
            values = found.get(key, [])
            if len(values) > 1:
                self.surprise(f"{key} is there {len(values)} times: {values}")
            value = values[0] if values else None
            if value not in {entry.settled, *entry.possible}:
                self.surprise(f"{key} was {entry.settled}, may be {entry.possible}, is {value}")
            self.entries[key] = Entry(value)
