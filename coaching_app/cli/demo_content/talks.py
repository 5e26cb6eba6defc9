"""What the sample pastor asks the coach; the answers are made when the sample is made."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """A question, when it was asked, and whether what the coach proposed was accepted."""

    text: str
    days_ago: int
    hour: int
    accepts: bool = False


TALKS = (
    (
        Question("What did I write about patience?", 12, 16),
        Question("And what helps me to listen without repairing the silence?", 12, 16),
    ),
    (
        Question("What helps after a hard evening?", 1, 18),
        Question("I want to invite Halina for a walk on Thursday.", 1, 18, accepts=True),
    ),
    (Question("What did I write about resting on Mondays?", 0, 6),),
    (Question("Remind me to send Jonah the chapter about asking one question tomorrow.", 0, 7),),
)
