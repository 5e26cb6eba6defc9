"""Changes of a template against what a person made of it."""

from hypothesis import given
from hypothesis import strategies as st

from coaching_app.domain.goal_template import compare, merged


def item(key: str, title: str = "x") -> dict[str, str]:
    return {"id": key, "title": title}


def test_each_kind_of_change_is_told() -> None:
    base = [item("kept"), item("changed"), item("edited"), item("done"), item("gone"), item("dropped")]
    latest = [item("kept"), item("changed", "new"), item("edited", "new"), item("done", "new"), item("added")]
    mine = [
        item("kept", "mine"),
        item("changed"),
        item("edited", "mine"),
        item("done"),
        item("gone"),
        item("own"),
    ]
    found = {one.item_id: one for one in compare(base, latest, mine, frozenset({"done"}))}
    assert {key: (one.kind, one.is_edited, one.is_kept) for key, one in found.items()} == {
        "changed": ("changed", False, False),
        "edited": ("changed", True, False),
        "done": ("changed", False, True),
        "added": ("added", False, False),
        "gone": ("removed", False, False),
        # They took it away before the template did.
        "dropped": ("removed", False, True),
    }
    assert merged(mine, found.values()) == (
        item("kept", "mine"), item("changed", "new"), item("edited", "new"), item("done"), item("own"), item("added"),
    )  # fmt: skip


def test_what_a_person_took_away_does_not_come_back_by_a_change() -> None:
    (change,) = compare([item("a")], [item("a", "new")], [])
    assert change.is_kept
    assert merged([], [change]) == ()


items = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(("x", "y", "z"))).map(
    lambda found: [item(key, title) for key, title in found.items()]
)


@given(items, items, items, st.frozensets(st.sampled_from("abcdef")))
def test_nothing_is_touched_that_did_not_change(base, latest, mine, done) -> None:
    changes = compare(base, latest, mine, done)
    result = {one["id"]: one for one in merged(mine, changes)}
    known = {one["id"]: one for one in mine}
    changed = {one.item_id for one in changes}
    for key, one in known.items():
        if key not in changed or key in done:
            assert result[key] == one
    assert compare(base, base, mine, done) == ()
    # Who never touched anything has the latest afterwards.
    assert {one["id"]: one for one in merged(base, compare(base, latest, base))} == {
        one["id"]: one for one in latest
    }
