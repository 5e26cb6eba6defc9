"""What the pages of people draw: ready words, and which actions stand beside them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PersonRow:
    """Somebody in an active relationship."""

    id: str = ""
    person_id: str = ""
    name: str = ""
    initials: str = ""
    label: str = ""
    since: str = ""
    is_coach_side: bool = False
    has_handover: bool = False


@dataclass(frozen=True)
class WaitingRow:
    """A proposal: it waits for the person who looks, or for somebody else."""

    id: str = ""
    name: str = ""
    initials: str = ""
    words: str = ""
    needs_me: bool = False
    needs_other: bool = False


@dataclass(frozen=True)
class CircleRow:
    """A circle."""

    id: str = ""
    name: str = ""
    purpose: str = ""
    leader: str = ""
    count_label: str = ""
    is_mine: bool = False
    is_invited: bool = False


@dataclass(frozen=True)
class CirclePersonRow:
    """Somebody in a circle, or somebody who could be asked."""

    id: str = ""
    name: str = ""
    initials: str = ""
    is_waiting: bool = False


@dataclass(frozen=True)
class InvitationRow:
    """An invitation one made."""

    id: str = ""
    title: str = ""
    words: str = ""
    status: str = ""
    is_open: bool = False
    can_resend: bool = False
    by_link: bool = False


@dataclass(frozen=True)
class HandoverRow:
    """A handover under way, and what the person who looks can do."""

    id: str = ""
    words: str = ""
    details: str = ""
    can_pick: bool = False
    can_offer: bool = False
    can_accept: bool = False
    can_cancel: bool = False


@dataclass(frozen=True)
class PackageThing:
    """A single thing that may pass on; `key` says its kind and which one it is."""

    key: str = ""
    name: str = ""
    is_never: bool = False


@dataclass(frozen=True)
class PackageKind:
    """A kind of thing that may pass on, whole or piece by piece; `hint` says what is not listed."""

    key: str = ""
    label: str = ""
    has_things: bool = False
    things: tuple[PackageThing, ...] = ()
    hint: str = ""


@dataclass(frozen=True)
class PackageForm:
    """What may pass on at a handover, and the keys of what was chosen before."""

    handover_id: str = ""
    mentor: str = ""
    kinds: tuple[PackageKind, ...] = ()
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True)
class PeoplePage:
    """All the page of one's people shows."""

    with_me: tuple[PersonRow, ...] = ()
    i_walk_with: tuple[PersonRow, ...] = ()
    waiting: tuple[WaitingRow, ...] = ()
    circles: tuple[CircleRow, ...] = ()
    handovers: tuple[HandoverRow, ...] = ()
    invitations: tuple[InvitationRow, ...] = ()
    coach_options: tuple[tuple[str, str], ...] = ()
    has_with_me: bool = False
    has_i_walk_with: bool = False
    has_waiting: bool = False
    has_circles: bool = False
    has_handovers: bool = False
    has_invitations: bool = False
    has_coaches: bool = False
    is_coach: bool = False
    is_pastor: bool = False
    is_admin: bool = False


@dataclass(frozen=True)
class StepRow:
    """A step of somebody's walk."""

    id: str = ""
    number: str = ""
    title: str = ""
    description: str = ""
    asked: str = ""
    evidence: str = ""
    reached: str = ""
    is_done: bool = False
    is_next: bool = False
    sensitive: bool = False
    is_hidden: bool = False
    can_advance: bool = False
    can_reopen: bool = False


@dataclass(frozen=True)
class WalkRow:
    """Somebody on a pathway."""

    id: str = ""
    title: str = ""
    description: str = ""
    name: str = ""
    is_mine: bool = False
    percent: int = 0
    progress: str = ""
    steps: tuple[StepRow, ...] = ()


@dataclass(frozen=True)
class PathwayRow:
    """A pathway of the tenant."""

    id: str = ""
    title: str = ""
    description: str = ""
    words: str = ""


@dataclass(frozen=True)
class StepFields:
    """One step in the form of a pathway; `key` keeps its fields together while steps move."""

    key: str = ""
    id: str = ""
    title: str = ""
    description: str = ""
    evidence: str = ""
    sensitive: bool = False


@dataclass(frozen=True)
class PathwaysPage:
    """All the page of pathways shows."""

    mine: tuple[WalkRow, ...] = ()
    others: tuple[WalkRow, ...] = ()
    pathways: tuple[PathwayRow, ...] = ()
    people_options: tuple[tuple[str, str], ...] = ()
    pathway_options: tuple[tuple[str, str], ...] = ()
    has_mine: bool = False
    has_others: bool = False
    has_pathways: bool = False
    has_people: bool = False
    is_coach: bool = False
    is_leader: bool = False


@dataclass(frozen=True)
class TreeRow:
    """A coach in the mentoring tree."""

    id: str = ""
    name: str = ""
    initials: str = ""
    role: str = ""
    above: str = ""
    own: str = ""
    branch: str = ""


@dataclass(frozen=True)
class TreePage:
    """The mentoring tree in words."""

    rows: tuple[TreeRow, ...] = ()
    has_rows: bool = False
    summary: str = ""
