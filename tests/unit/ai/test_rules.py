"""The twin: what it quotes, asks and proposes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching_app.ai.proposals import PROPOSE_TASK
from coaching_app.ai.protocol import Passage, Turn
from coaching_app.ai.providers.rules.care import is_danger
from coaching_app.ai.providers.rules.due import find_due
from coaching_app.ai.providers.rules.evidence import choose
from coaching_app.ai.providers.rules.guidance import guided_questions, kinds_of
from coaching_app.ai.providers.rules.intention import propose
from coaching_app.ai.providers.rules.provider import compose
from coaching_app.ai.providers.rules.words import fold, same, sentences, subject_terms
from coaching_app.ai.quotes import QuoteGate
from coaching_app.ai.registry import provider_named
from coaching_app.ai.tool_schema import problems
from coaching_app.core.settings import Settings
from tests.support.prompts import TODAY, listen, prompt


def note(text: str, ref: int = 1, line: int = 1) -> Passage:
    return Passage(ref, f"n{ref}", f"Note {ref}", f"n{ref}.md", line, line + text.count("\n"), text)


# --- words ---


def test_folding_makes_accents_and_case_alike_but_keeps_other_letters():
    assert fold("MÁS Straße Ｆｕｌｌ") == "mas strasse full"
    assert fold("がか") == "がか"


@pytest.mark.parametrize(("one", "other", "alike"), [
    ("prayer", "prayers", True), ("habit", "habits", True), ("study", "studies", True), ("cat", "cats", False),
    ("form", "formation", False), ("父", "父", True), ("pray", "prays", True),
])  # fmt: skip
def test_close_forms_are_the_same_word(one, other, alike):
    assert same(one, other) is alike


def test_the_subject_of_a_question():
    assert subject_terms("What did I say about my father in May?") == ("father", "may")
    assert "父" in subject_terms("父について何を書いた？")
    assert subject_terms("who are you") == ("who", "are", "you")


def test_sentences_are_verbatim_and_know_their_line():
    text = (
        "---\n# Title\n- [x] One thing. Two things!\n> [!note] A callout\n```\ncode here.\n```\n"
        "1. Numbered 3.5 km\n![[image.png]]\nSee [2] there. 終わり。次。"
    )
    found = sentences(text)
    lines = text.splitlines()
    assert all(sentence.text in lines[sentence.line] for sentence in found)
    assert [s.text for s in found] == [
        "One thing.", "Two things!", "A callout", "Numbered 3.5 km", "See", "there.", "終わり。", "次。",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("---\ntags:\n  - tea\n---\nTea is good.", ["Tea is good."]),
        ("---\ntags: tea\nurl: x\n\nTea is good.", ["Tea is good."]),
        ("---\ntags: tea", []),
        ("Tea\n---\nis good.", ["Tea", "is good."]),
    ],
)
def test_properties_at_the_top_of_a_note_are_not_sentences(text, said):
    assert [sentence.text for sentence in sentences(text, top=True)] == said


# --- evidence ---


def test_a_bare_link_is_no_better_answer_than_a_sentence():
    chosen = choose("meetings", (note("[[Meetings]]", line=2), note("Long meetings tire me.", 2)))
    assert [quote.passage.ref for quote in chosen] == [2, 1]


def test_the_rarest_shared_word_decides_and_ties_keep_the_order():
    passages = (
        note("My father likes tea. My father likes rain."),
        note("My father planted roses.", 2),
    )
    chosen = choose("father roses", passages)
    assert [quote.sentence.text for quote in chosen] == [
        "My father planted roses.", "My father likes tea.", "My father likes rain.",
    ]  # fmt: skip


def test_no_passage_takes_all_the_room_and_nothing_is_said_twice():
    many = note("Tea one. Tea two. Tea three. Tea four.")
    chosen = choose("tea", (many, note("Tea one.", 2), note("Tea five.", 3)))
    assert [(q.passage.ref, q.sentence.text) for q in chosen] == [
        (1, "Tea one."), (1, "Tea two."), (3, "Tea five."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("What did my father say about the garden?", "> We talked about the garden. [1]"),
        ("父は庭について何を言った？", "> 父と庭の話をした。 [2]"),
        ("PADRE o father?", "> My father called on Sunday. [1]"),
    ],
)
def test_the_best_passages_are_quoted(question, quoted):
    assert quoted in compose(prompt(question)).text


def test_an_honest_answer_when_nothing_was_found():
    assert compose(prompt("garden?", given=())).text.startswith("I found nothing about this in your notes.")
    assert "The closest I found" in compose(prompt("Quantum physics?")).text


def test_it_never_claims_to_be_a_model_and_speaks_to_the_question():
    text = compose(prompt("How do I feel about it?")).text
    assert " AI" not in text
    assert text.count("?") >= 2


# --- guidance ---


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who is Anna?", "who"), ("When did we move?", "date"), ("Why am I late?", "why"),
        ("How do I study?", "how"), ("I feel sad", "feelings"), ("What are my goals?", "plan"),
        ("¿Por qué? Porque sí", "why"), ("¿Quién es?", "who"), ("なぜですか", "why"), ("我的目标", "plan"),
        ("لماذا", "why"), ("Hello", "open"),
    ],
)  # fmt: skip
def test_the_kind_of_a_question(question, kind):
    assert kinds_of(question)[0] == kind


@given(st.text(max_size=80), st.integers(0, 50))
def test_there_are_two_or_three_different_questions(question, earlier):
    asked = guided_questions(question, earlier)
    assert len(asked) == len(set(asked))
    assert 2 <= len(asked) <= 3


def test_questions_do_not_come_back_at_once():
    first = compose(prompt("Hello"))
    again = compose(prompt("Hello", before=(Turn("user", "Hello"), Turn("assistant", first.text))))
    assert first.text != again.text


# --- due ---


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("call her tomorrow", "2026-11-22"), ("today", "2026-11-21"), ("in 3 days", "2026-11-24"),
        ("in 2 weeks", "2026-12-05"), ("by Friday", "2026-11-27"), ("on saturday", "2026-11-28"),
        ("next week", "2026-11-28"), ("the day after tomorrow", "2026-11-23"), ("on December 1", "2026-12-01"),
        ("by 3rd of January", "2027-01-03"), ("1 de diciembre", "2026-12-01"), ("Dec 24, 2027", "2027-12-24"),
        ("mañana", "2026-11-22"), ("el viernes", "2026-11-27"), ("en 2 semanas", "2026-12-05"),
        ("明天", "2026-11-22"), ("明日", "2026-11-22"), ("📅 2026-12-31", "2026-12-31"), ("am Montag", "2026-11-23"),
    ],
)  # fmt: skip
def test_a_day_is_read(text, day):
    due = find_due(text, TODAY)
    assert due is not None
    assert due.day == date.fromisoformat(day)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "some day",
        "2026-02-30",
        "2020-01-01",
        "every Monday",
        "each friday",
        "por la mañana",
        "February 31",
        "in 0 x",
    ],
)
def test_no_day_is_invented(text):
    assert find_due(text, TODAY) is None


def test_without_today_there_is_no_day():
    assert find_due("tomorrow", None) is None


# --- intention ---


@pytest.mark.parametrize(
    ("said", "title", "due"),
    [
        ("I want to call my father by Friday because I miss him.", "Call my father", "2026-11-27"),
        ("I’d like to read two pages. It helps.", "Read two pages", None),
        ("Can you remind me to buy milk tomorrow?", "Buy milk", "2026-11-22"),
        ("I should write to Anna, but I am tired", "Write to Anna", None),
        ("I'm going to run 5 km on Sunday", "Run 5 km", "2026-11-22"),
        ("My goal is to finish the course", "Finish the course", None),
        ("Quiero llamar a mi madre mañana", "Llamar a mi madre", "2026-11-22"),
        ("Tengo que escribirle a Ana", "Escribirle a Ana", None),
        ("Ich möchte mehr laufen.", "Mehr laufen", None),
        ("Je veux appeler maman", "Appeler maman", None),
        ("我想给爸爸打电话", "给爸爸打电话", None),
        ("毎日走りたいです", "毎日走りたい", None),
        ("أريد أن أكتب رسالة", "أكتب رسالة", None),
    ],
)
def test_an_intention_becomes_a_task(said, title, due):
    proposal = propose(said, (), TODAY)
    assert proposal is not None
    assert proposal.arguments["title"] == title
    assert proposal.arguments.get("due") == due
    assert problems(PROPOSE_TASK.schema, proposal.arguments) == []


@pytest.mark.parametrize(
    "said",
    [
        "What should I do?", "Do I want to move?", "I want to know what I wrote", "I want to understand this.",
        "I should not smoke", "I don't know", "Quiero saber más", "hello", "I want to be better",
        "I want to die", "remind me to kill myself", "死にたい",
    ],
)  # fmt: skip
def test_no_task_is_invented(said):
    assert propose(said, (), TODAY) is None


@pytest.mark.parametrize(
    ("text", "title", "due"),
    [
        (
            "- [ ] Write dad a [[letters|letter]] 📅 2026-12-01 #family ^x1",
            "Write dad a letter",
            "2026-12-01",
        ),
        ("- [x] Done\n* [ ] **Call** dad 🔁 every week", "Call dad", None),
        ("Next:\n1. Call dad about the garden", "Call dad about the garden", None),
        ("I really want to visit dad in spring.", "Visit dad in spring", None),
    ],
)
def test_a_note_gives_a_task_when_it_fits_the_question(text, title, due):
    proposal = propose("dad", (note(text, line=7),), TODAY)
    assert proposal is not None
    assert proposal.arguments["title"] == title
    assert proposal.arguments.get("due") == due
    assert "Note 1" in str(proposal.arguments["why"])


def test_a_note_gives_no_task_when_it_does_not_fit():
    assert propose("What is in the cellar?", (note("- [ ] Call dad"),), TODAY) is None
    assert propose("What next?", (note("- [ ] Call dad"),), TODAY) is not None
    assert propose("dad", (note("I want to die. dad.\n- [ ] Call dad"),), TODAY) is None


def test_no_proposal_unless_the_tool_is_offered():
    assert compose(prompt("I want to call Anna", tools=())).proposal is None


# --- care ---


@pytest.mark.parametrize(
    "said", ["I WANT to  die", "I don’t want to live", "quiero morir", "我不想活了", "I'm suicidal"]
)
def test_danger_stops_the_coaching(said):
    assert is_danger(said)
    answer = compose(prompt(said))
    assert answer.proposal is None
    assert "emergency number" in answer.text
    assert "[1]" not in answer.text


def test_writing_about_helping_others_is_not_danger():
    assert not is_danger("What did I note at the suicide prevention training?")


# --- the whole ---


async def test_the_same_prompt_gives_the_same_small_pieces():
    twin = provider_named("rules", Settings(_env_file=None))
    first, second = await listen(twin, prompt()), await listen(twin, prompt())
    assert first.events == second.events
    assert first.text == compose(prompt()).text
    assert max(len(event.text) for event in first.events if hasattr(event, "text")) < 200


@given(st.text(min_size=1, max_size=200).filter(str.strip), st.text(max_size=600))
def test_any_text_is_answered_with_verbatim_quotes_and_sound_proposals(question, text):
    answer = compose(prompt(question, given=(note(text),)))
    gate = QuoteGate([text, question])
    assert gate.feed(answer.text) + gate.flush() == answer.text
    if answer.proposal:
        assert problems(PROPOSE_TASK.schema, answer.proposal.arguments) == []
