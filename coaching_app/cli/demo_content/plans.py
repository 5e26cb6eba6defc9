"""Goals and tasks of the sample people, in days relative to today."""

from dataclasses import dataclass

from coaching_app.cli.demo_content.people import JONAH, NOEMI, PASTOR, TOBIAS


@dataclass(frozen=True, slots=True)
class Step:
    """A task: `due` in days from today, `done` how many days ago, `begun` when it was written down."""

    title: str
    due: int | None = None
    done: int | None = None
    minutes: int | None = None
    notes: str = ""
    begun: int = 2


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal with its tasks; without a title these tasks stand alone."""

    title: str
    why: str
    due: int | None
    steps: tuple[Step, ...]


_MIRIAM = (
    Aim(
        "Rest on Mondays, really",
        "I am sharper with people than they deserve when I have not stopped. The lake weekend is the test.",
        60,
        (
            Step("Write Tuesday's list on Sunday at six", -27, 27, 15, begun=30),
            Step("Take mail off the phone", -24, 24, 10, begun=30),
            Step("Tell the office that Mondays are quiet", -20, 21, 10, begun=26),
            Step("Write down three things that ended well", -6, 6, 10, begun=8),
            Step("Book the lake house for the quiet day", -2, None, 20, begun=12),
            Step("Ask Halina to take the Monday phone", 3, None, 15),
        ),
    ),
    Aim(
        "Let others lead the small groups",
        "Groups that only live while I am there are not alive. By Easter I lead none.",
        120,
        (
            Step("List who could lead each group", -34, 34, 40, begun=36),
            Step("Sit in the second row on Tuesday", -19, 19, 90, begun=25),
            Step("Ask Ruben and Salome about Saturday", -4, 3, 20, begun=10),
            Step("Finish the one page for leaders", 0, None, 45, "It has to stay one page.", begun=12),
            Step("Ask Noemi about the north side group", 2, None, 30, "In a way that allows a no."),
            Step("Find a second leader for Wednesdays", None, None, None, begun=16),
        ),
    ),
    Aim(
        "Preach five Sundays on hope",
        "People are tired of being cheered up. I want to give them something that holds.",
        16,
        (
            Step("Outline the five pictures", -43, 44, 60, begun=50),
            Step("Hope 1, the anchor", -38, 38, 240, begun=48),
            Step("Hope 2, the long field", -17, 17, 240, begun=40),
            Step("Visit Mr. Abram and thank him", -13, 12, 60, begun=20),
            Step("Shorten part one of the lit window", 0, None, 25),
            Step("Ask three people what they hope for", 4, None, 45),
            Step("Find a first-time reader for week five", 9, None, 20),
        ),
    ),
    Aim(
        "Finish the course in listening",
        "To let people have the last word in their own story.",
        38,
        (
            Step("Session four", -10, 10, 120, begun=30),
            Step("Ask Tobias how he does it", -8, 8, 30, begun=14),
            Step("Practise the corner seat with two people", -1, None, 60, begun=9),
            Step("Session five", 5, None, 120, begun=9),
        ),
    ),
    Aim(
        "",
        "",
        None,
        (
            Step("Return Noemi's poem about snow", 0, None, 5, begun=4),
            Step("Water the plants in the hall", -1, 1, 10),
            Step("Thank the people who painted the kitchen", -5, 5, 20, begun=7),
            Step("Heating: choose between the two offers", 6, None, 30, begun=5),
            Step("Ideas for the evening of stories", None, None, None, begun=20),
        ),
    ),
)
_JONAH = (
    Aim(
        "Lead an evening that is not planned to the minute",
        "So that somebody else has room in it.",
        30,
        (
            Step("Leave the second half of Wednesday open", -3, 3, 30, begun=9),
            Step("Write down what happened in the silence", 0, None, 15),
            Step("Ask two people to bring a question", 5, None, 10),
        ),
    ),
)
_NOEMI = (
    Aim(
        "Pray again without a list",
        "I miss the quiet more than the answers.",
        45,
        (
            Step("Sit ten minutes by the window after the night shift", -2, 2, 10, begun=6),
            Step("Open the prayer book once, only to look", 4, None, 10),
        ),
    ),
)
_TOBIAS = (
    Aim(
        "Have tea with every new leader",
        "They ask the real question with the second cup.",
        50,
        (
            Step("Tea with Ruben and Salome", 3, None, 60),
            Step("Tea with Ines", -7, 7, 60, begun=12),
        ),
    ),
)
PLANS = {PASTOR: _MIRIAM, JONAH: _JONAH, NOEMI: _NOEMI, TOBIAS: _TOBIAS}
