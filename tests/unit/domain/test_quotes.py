"""A quotation stands only when a source has it word for word."""

import time

from hypothesis import assume, given
from hypothesis import strategies as st

from coaching_app.domain.quotes import SourceSpan, demote_unverified, normalize, verify_quotes

SOURCES = (
    SourceSpan(
        "s1",
        "I want to run every morning,\nbefore the “long” day starts. Small steps - they’re what **counts**.",
    ),
    SourceSpan("s2", "See [[Habits|my habits]]: sleep comes first. 私は毎朝走りたいと思います。"),
)


def verdicts(answer):
    return [(check.quote, check.source_id) for check in verify_quotes(answer, SOURCES)]


def test_every_kind_of_mark():
    words = "run every morning, before the"
    for opening, closing in ("“”", '""', "«»", "„“", "„”", "»«"):
        assert verdicts(f"You said {opening}{words}{closing} then.") == [(words, "s1")]
    assert verdicts("「毎朝走りたい」") == [("毎朝走りたい", "s2")]
    assert verdicts("> run every morning, before the\n> “long” day\n\nand on")[0][1] == "s1"


def test_what_is_not_there_is_not_verified():
    assert verdicts("“run every evening before the day”")[0][1] is None
    assert verdicts("“Run every morning, before”")[0][1] is None
    assert verdicts("“want to run every morn”")[0][1] is None
    assert verdicts("> I never said any of this")[0][1] is None
    assert verdicts("“run every morning and sleep comes first”")[0][1] is None


def test_short_ones_are_no_claims():
    assert verdicts('the “long day” and "a b c"') == []


def test_typography_and_markup_make_no_difference():
    assert verdicts("'x' \"before the 'long' day\"")[0][1] is None
    assert verdicts("“Small steps — they're what counts.”")[0][1] == "s1"
    assert verdicts("“See my habits: sleep comes”")[0][1] == "s2"
    assert verdicts("“I  want to\nrun every morning”")[0][1] == "s1"


def test_left_out_words_split_a_quote_into_parts_in_order():
    assert verdicts("“I want to run … they’re what counts”")[0][1] == "s1"
    assert verdicts("“I want to [...] day starts”")[0][1] == "s1"
    assert verdicts("“day starts ... I want to”")[0][1] is None
    assert verdicts("“I want to run … sleep comes first”")[0][1] is None
    assert verdicts("“… every morning, before the …”")[0][1] == "s1"


def test_blocks_may_carry_their_own_marks_and_citations():
    assert verdicts("> “I want to run every morning” [1]")[0][1] == "s1"
    assert verdicts("> [!quote] I want to run every morning")[0][1] == "s1"


def test_demotion_keeps_all_words():
    answer = "He said “this is not in any note” and “I want to run every morning”.\n\n> made up line of words\n> more\n\nEnd."
    assert demote_unverified(answer, SOURCES) == (
        "He said this is not in any note and “I want to run every morning”.\n\nmade up line of words\nmore\n\nEnd."
    )
    assert demote_unverified('“outer one has "an inner quote too" inside”', SOURCES).count('"') == 0


def test_odd_marks_do_not_pair_across_paragraphs():
    assert verdicts('a 5" board is fine here\n\nand a 6" board too') == []


def test_hostile_answers_are_quick():
    for unit in ("“", '"', "“a b c d", "> ", ">\n", "…", '"a b c d" ', "«»", "[["):
        begin = time.process_time()
        demote_unverified((unit * 20_000)[:20_000], SOURCES)
        assert time.process_time() - begin < 10


WORDS = st.lists(
    st.sampled_from(["alpha", "beta", "Gamma", "delta's", "épsilon", "zeta,", "eta.", "theta"]),
    min_size=12,
    max_size=30,
)


@given(WORDS, st.data())
def test_any_piece_of_a_source_is_verified(words, data):
    start = data.draw(st.integers(0, len(words) - 5))
    end = data.draw(st.integers(start + 5, len(words)))
    source = SourceSpan("s", "  \n".join(words))
    piece = " ".join(words[start:end])
    for answer in (f"“{piece}”", f'say "{piece}".', f"> {piece}", f"« {piece} »"):
        (check,) = verify_quotes(answer, [source])
        assert check.verified


@given(WORDS)
def test_changed_words_are_never_verified(words):
    (check,) = verify_quotes(f"“{' '.join(words)} omega”", [SourceSpan("s", " ".join(words))])
    assert not check.verified


MARKS = st.lists(
    st.sampled_from(["“", "”", '"', "«", "»", "> ", "\n", "…", "one two three four ", "five ", "[[", "*"])
)


@given(st.one_of(st.text(), MARKS.map("".join)))
def test_nothing_unverified_is_left_after_demotion(text):
    demoted = demote_unverified(text, SOURCES)
    assume(text.count(">") + text.count("“") < 40)
    assert all(check.verified for check in verify_quotes(demoted, SOURCES))
    for check in verify_quotes(text, SOURCES):
        assert check.quote in text or ">" in text


@given(st.text())
def test_normalizing_ends(text):
    assert normalize(text) == " ".join(normalize(text).split())
