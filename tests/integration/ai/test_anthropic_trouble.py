"""The Anthropic provider when the service, the line or the person is difficult."""

import asyncio
import logging
from contextlib import aclosing
from datetime import timedelta
from email.utils import format_datetime

import pytest

from coaching_app.ai.guard import Guarded
from coaching_app.ai.protocol import Failed, FailureKind, Finished, NoticeKind, StopReason, TextDelta
from coaching_app.ai.providers.anthropic import AnthropicConfig, AnthropicProvider
from coaching_app.core import clock
from tests.support import anthropic_fake as fake
from tests.support.patience import PATIENT, within
from tests.support.prompts import Heard, listen, prompt

# What the fake does not do while a test lasts.
FOREVER = 3600.0
# A machine that halts just then makes any provider impatient; it does not halt every time.
IMPATIENT, TRIES = 0.4, 4
ENDLESS = {"stall_seconds": FOREVER, "deadline_seconds": FOREVER}
DONE = Finished(StopReason.COMPLETE)
GOOD = fake.text("All is well.")
WHOLE = fake.whole("All is well, said at some length.")


def provider(server, **more) -> Guarded:
    patience = {**PATIENT, "first_wait_seconds": 0.01, **more}
    address = more.pop("base_url", None) or server.address
    patience.pop("base_url", None)
    config = AnthropicConfig(api_key="sk-canary-key", model="claude-asked", base_url=address, **patience)
    return Guarded(AnthropicProvider(config))


async def answer(server, *scenarios, asked=None, **more) -> Heard:
    server.play(*scenarios)
    heard = await listen(provider(server, **more), asked or prompt())
    assert heard.keeps_the_protocol(), heard.events
    return heard


@pytest.mark.parametrize(
    ("scenario", "kind", "retryable", "attempts"),
    [
        (fake.error(401, "authentication_error"), FailureKind.UNAUTHORISED, False, 1),
        (fake.error(403, "permission_error"), FailureKind.UNAUTHORISED, False, 1),
        (fake.error(429, "rate_limit_error"), FailureKind.RATE_LIMITED, True, 4),
        (fake.error(529, "overloaded_error"), FailureKind.OVERLOADED, True, 4),
        (fake.error(503), FailureKind.OVERLOADED, True, 4),
        (fake.error(500), FailureKind.UNKNOWN, True, 4),
        (fake.error(500, x_should_retry="false"), FailureKind.UNKNOWN, True, 1),
        (fake.error(504), FailureKind.TIMEOUT, True, 1),
        (fake.error(404, "not_found_error"), FailureKind.UNKNOWN, False, 1),
        (fake.error(413, "request_too_large"), FailureKind.TOO_LONG, False, 1),
        (
            fake.error(400, "invalid_request_error", message="prompt is too long: 9 > 8"),
            FailureKind.TOO_LONG, False, 1,
        ),
        (fake.error(302, Location="http://127.0.0.1:1/"), FailureKind.UNREACHABLE, False, 1),
        (fake.page(), FailureKind.MALFORMED, True, 1),
        (fake.hang(FOREVER), FailureKind.TIMEOUT, True, 1),
        (fake.reset(), FailureKind.UNREACHABLE, True, 4),
        (fake.stream([*fake.opening(), b"event: ping\ndata: {broken\n\n"]), FailureKind.CUT_OFF, True, 4),
        (fake.stream([b"event: message_start\ndata: {broken\n\n"]), FailureKind.MALFORMED, True, 1),
        (fake.stream([b"event: message_start\ndata: []\n\n"]), FailureKind.MALFORMED, True, 1),
        (fake.stream([b'event: message_start\ndata: {"type":"message_start"}\n\n']), FailureKind.MALFORMED, True, 1),
        (fake.stream([b"event: message_start\ndata: \xff\xfe\n\n"]), FailureKind.MALFORMED, True, 1),
        (fake.stream([*fake.opening(), *fake.closing()]), FailureKind.MALFORMED, True, 1),
    ],
)  # fmt: skip
async def test_each_fault_ends_in_its_own_plain_sentence(fake_anthropic, scenario, kind, retryable, attempts):
    impatience = {"stall_seconds": IMPATIENT} if kind is FailureKind.TIMEOUT else {}
    heard = await answer(fake_anthropic, scenario, **impatience)
    assert isinstance(heard.last, Failed)
    assert (heard.last.kind, heard.last.retryable) == (kind, retryable)
    assert heard.last.message.endswith(".")
    assert heard.text == ""
    assert len(fake_anthropic.exchanges) == attempts


@pytest.mark.parametrize("status", [429, 500, 503, 529])
async def test_a_busy_service_is_tried_again_until_it_answers(fake_anthropic, status):
    heard = await answer(fake_anthropic, fake.error(status), fake.error(status), GOOD)
    assert heard.text == "All is well."
    assert heard.last == DONE
    assert len(fake_anthropic.exchanges) == 3
    assert [event.kind for event in heard.events if hasattr(event, "kind")] == [NoticeKind.WAITING] * 2


async def test_attempts_are_a_setting(fake_anthropic):
    await answer(fake_anthropic, fake.error(529), max_attempts=2)
    assert len(fake_anthropic.exchanges) == 2


async def test_retry_after_is_respected(fake_anthropic):
    loop = asyncio.get_running_loop()
    begun = loop.time()
    heard = await answer(fake_anthropic, fake.error(429, Retry_After="1"), GOOD)
    assert heard.last == DONE
    assert loop.time() - begun >= 1.0


@pytest.mark.parametrize("form", ["seconds", "date"])
async def test_a_long_retry_after_is_told_instead_of_waited_for(fake_anthropic, form):
    later = format_datetime(clock.now() + timedelta(seconds=90), usegmt=True)
    header = "90" if form == "seconds" else later
    heard = await answer(fake_anthropic, fake.error(429, "rate_limit_error", Retry_After=header))
    assert heard.last.kind is FailureKind.RATE_LIMITED
    assert 85 <= heard.last.retry_after <= 90
    assert len(fake_anthropic.exchanges) == 1


@pytest.mark.parametrize("politely", [True, False])
@pytest.mark.parametrize("after", range(len(WHOLE)))
async def test_a_cut_after_any_event_never_doubles_or_loses_text(fake_anthropic, after, politely):
    heard = await answer(fake_anthropic, fake.cut(WHOLE, after, politely=politely), GOOD)
    shown = b"text_delta" in b"".join(WHOLE[:after])
    if shown:
        assert "All is well, said at some length.".startswith(heard.text)
        assert (heard.last.kind, heard.last.retryable) == (FailureKind.CUT_OFF, True)
        assert len(fake_anthropic.exchanges) == 1
    else:
        assert (heard.text, heard.last) == ("All is well.", DONE)
        assert len(fake_anthropic.exchanges) == 2


async def test_a_reset_in_the_middle_is_a_cut(fake_anthropic):
    heard = await answer(fake_anthropic, fake.reset(WHOLE, 5))
    assert heard.last.kind is FailureKind.CUT_OFF
    assert len(fake_anthropic.exchanges) == 1


@pytest.mark.parametrize(
    ("before", "kind", "attempts"),
    [(2, FailureKind.OVERLOADED, 4), (6, FailureKind.CUT_OFF, 1)],
)
async def test_an_error_event_inside_the_stream(fake_anthropic, before, kind, attempts):
    trouble = fake.event("error", error={"type": "overloaded_error", "message": "Overloaded"})
    heard = await answer(fake_anthropic, fake.stream([*WHOLE[:before], trouble]))
    assert heard.last.kind is kind
    assert len(fake_anthropic.exchanges) == attempts


async def test_malformed_in_the_middle_keeps_the_text_and_is_not_repeated(fake_anthropic):
    heard = await answer(fake_anthropic, fake.stream([*WHOLE[:6], b"event: message_delta\ndata: {nope\n\n"]))
    assert heard.text
    assert heard.last.kind is FailureKind.MALFORMED
    assert len(fake_anthropic.exchanges) == 1


async def test_a_stall_longer_than_the_patience_ends(fake_anthropic):
    for _try in range(TRIES):
        heard = await answer(fake_anthropic, fake.stall(WHOLE, 5, FOREVER), stall_seconds=IMPATIENT)
        if heard.text:
            break
    assert heard.text
    assert heard.last.kind is FailureKind.TIMEOUT
    await within(fake_anthropic.exchanges[0].dropped.wait())


async def test_a_slow_answer_within_the_patience_is_read_to_its_end(fake_anthropic):
    for _try in range(TRIES):
        heard = await answer(fake_anthropic, fake.stream(WHOLE, every=0.1), stall_seconds=IMPATIENT)
        if heard.last == DONE:
            break
    assert heard.last == DONE


async def test_a_drip_that_never_completes_an_event_meets_the_deadline(fake_anthropic):
    drip = fake.drip(b"data: x", 0.05, 72_000)
    heard = await within(answer(fake_anthropic, drip, deadline_seconds=0.6))
    assert heard.last.kind is FailureKind.TIMEOUT


async def test_retries_do_not_outlive_the_deadline(fake_anthropic):
    impatience = {"first_wait_seconds": FOREVER, "deadline_seconds": 0.5}
    heard = await within(answer(fake_anthropic, fake.error(529), **impatience))
    assert heard.last.kind is FailureKind.OVERLOADED


async def test_nobody_at_the_address(fake_anthropic):
    heard = await answer(fake_anthropic, GOOD, base_url="http://127.0.0.1:9")
    assert (heard.last.kind, heard.last.retryable) == (FailureKind.UNREACHABLE, True)


@pytest.mark.parametrize("scenario", [fake.stall(WHOLE, 5, FOREVER), fake.hang(FOREVER)])
async def test_cancelling_hangs_up_at_once(fake_anthropic, scenario):
    fake_anthropic.play(scenario)
    task = asyncio.create_task(listen(provider(fake_anthropic, **ENDLESS), prompt()))
    await within(fake_anthropic.asked.wait())
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await within(fake_anthropic.exchanges[0].dropped.wait())


async def test_cancelling_between_two_attempts_is_clean(fake_anthropic):
    fake_anthropic.play(fake.error(529, Retry_After="5"))
    task = asyncio.create_task(listen(provider(fake_anthropic), prompt()))
    await within(fake_anthropic.asked.wait())
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_leaving_the_loop_early_hangs_up_at_once(fake_anthropic):
    fake_anthropic.play(fake.stall(WHOLE, 6, FOREVER))
    async with aclosing(provider(fake_anthropic, **ENDLESS).stream(prompt())) as events:
        async for event in events:
            if isinstance(event, TextDelta):
                break
    await within(fake_anthropic.exchanges[0].dropped.wait())


async def test_nothing_of_the_person_or_the_key_is_logged(fake_anthropic, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    await answer(fake_anthropic, fake.error(529), GOOD, asked=prompt("canary-question"))
    await answer(fake_anthropic, fake.stream([*WHOLE[:6], b"event: x\ndata: {canary-answer\n\n"]))
    written = caplog.text + "".join(capsys.readouterr())
    assert "canary" not in written
    assert "father" not in written


async def test_failures_speak_the_persons_language_argument(fake_anthropic):
    heard = await answer(fake_anthropic, fake.error(401), asked=prompt(locale="xx"))
    assert heard.last.message
