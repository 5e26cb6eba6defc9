"""Finds what a link means among all files of a vault, the way Obsidian does."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coaching_app.domain.vault.paths import fold_key, path_key


@dataclass(frozen=True, slots=True)
class LinkEntry:
    """A note or another file of the vault that links can lead to."""

    id: str
    path: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkMatch:
    """What a link leads to; `candidates` are all that fit equally well, the chosen one first."""

    id: str
    candidates: tuple[str, ...]

    @property
    def ambiguous(self) -> bool:
        """Whether the choice was made only by the order of paths."""
        return len(self.candidates) > 1


@dataclass(frozen=True, slots=True)
class _Place:
    id: str
    path: str
    folded: str
    folder: str


def target_key(target: str) -> str:
    """The form in which a link's target is stored and compared: folded, without `.md`."""
    key = fold_key(target.strip()).strip("/")
    return key.removesuffix(".md")


def _place(entry: LinkEntry) -> _Place:
    path = path_key(entry.path)
    folded = fold_key(path).removesuffix(".md")
    return _Place(entry.id, path, folded, folded.rpartition("/")[0])


class LinkIndex:
    """All names under which the files of a vault can be reached."""

    def __init__(self, entries: Iterable[LinkEntry], root: str = "") -> None:
        self._root = fold_key(root)
        self._by_path: dict[str, list[_Place]] = {}
        self._by_name: dict[str, list[_Place]] = {}
        self._by_alias: dict[str, list[_Place]] = {}
        for entry in entries:
            place = _place(entry)
            self._by_path.setdefault(place.folded, []).append(place)
            self._by_name.setdefault(place.folded.rpartition("/")[2], []).append(place)
            for alias in entry.aliases:
                places = self._by_alias.setdefault(fold_key(alias.strip()), [])
                if place not in places:
                    places.append(place)

    def resolve(self, target: str, source_path: str = "") -> LinkMatch | None:
        """The file a target means when written in `source_path`; None when there is none."""
        source = fold_key(path_key(source_path))
        key = target_key(target)
        if not key:
            return _match(self._by_path.get(source.removesuffix(".md"), [])) if not target else None
        folder = source.rpartition("/")[0]
        places = (
            self._by_exact_path(target, key, folder)
            or self._by_suffix(key, folder)
            or self._by_alias.get(fold_key(target.strip()), [])
        )
        return _match(_same_case_first(places, target))

    def _by_exact_path(self, target: str, key: str, folder: str) -> list[_Place]:
        if target.lstrip().startswith(("./", "../")):
            return self._by_path.get(_joined(folder, key), [])
        from_root = f"{self._root}/{key}" if self._root else key
        found = self._by_path.get(from_root) or self._by_path.get(key)
        # A bare name means the nearest file of that name, which need not be the one at the top.
        if found and ("/" in key or target.lstrip().startswith("/") or not self._near(key, folder)):
            return found
        return self._by_path.get(_joined(folder, key), []) if "/" in key else []

    def _near(self, name: str, folder: str) -> bool:
        return f"{folder}/{name}" in self._by_path

    def _by_suffix(self, key: str, folder: str) -> list[_Place]:
        """Files whose path ends in the target: the same folder first, then below it, then short ones."""
        tail = f"/{key}"
        fitting = [
            place
            for place in self._by_name.get(key.rpartition("/")[2], [])
            if place.folded == key or place.folded.endswith(tail)
        ]
        if len(fitting) < 2:
            return fitting
        ranks = {place: _rank(place, folder) for place in fitting}
        best = min(ranks.values())
        return [place for place in fitting if ranks[place] == best]


def _joined(folder: str, key: str) -> str:
    return posixpath.normpath(posixpath.join(folder, key))


def _rank(place: _Place, folder: str) -> tuple[int, int]:
    if place.folder == folder:
        nearness = 0
    elif place.folder.startswith(f"{folder}/"):
        nearness = 1
    else:
        nearness = 2
    return nearness, place.folded.count("/")


def _same_case_first(places: Sequence[_Place], target: str) -> list[_Place]:
    """Of files that differ only in case, the one spelt as the link is."""
    if len(places) < 2:
        return list(places)
    wanted = path_key(target.strip().strip("/")).removesuffix(".md")
    exact = [place for place in places if place.path.removesuffix(".md").endswith(wanted)]
    return exact or list(places)


def _match(places: Sequence[_Place]) -> LinkMatch | None:
    if not places:
        return None
    ordered = sorted(places, key=lambda place: (len(place.path), place.path, place.id))
    ids = tuple(dict.fromkeys(place.id for place in ordered))
    return LinkMatch(ids[0], ids)
