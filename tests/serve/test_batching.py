"""Answers that join and leave a running batch are those that each would get alone."""

import asyncio
import random
from collections.abc import Iterator

import pytest
from serving import SlowEngine, slowed

from cad0_core.config import Decoding
from cad0_core.model.decode import Completion, Generator
from cad0_core.model.encode import prompt_ids
from cad0_core.serve.batching import Ask, Batcher, Ticket
from cad0_core.serve.errors import ApiError
from cad0_core.serve.metrics import Metrics

LIMIT = 200  # far from where the mask begins to steer to the end


@pytest.fixture
def batcher(generator: Generator) -> Iterator[Batcher]:
    found = Batcher(generator, size=5, queue=40, metrics=Metrics())
    yield found
    found.close(10)


def ask(generator: Generator, text: str, decoding: Decoding, **more: bool) -> Ask:
    return Ask(prompt_ids(generator.tokenizer, [text])[0], decoding, LIMIT, **more)


async def end(ticket: Ticket) -> Completion:
    while isinstance(event := await asyncio.wait_for(ticket.events.get(), 30), str):
        pass
    if isinstance(event, ApiError):
        raise event
    return event


def test_answers_in_company_are_those_alone(generator: Generator, batcher: Batcher) -> None:
    chance = random.Random(1)
    decodings = [Decoding(temperature=t, seed=chance.randrange(9)) for t in [0.0, 0.1, 1.5] * 4]
    texts = [f"plain {i}x{i * 3}mm box {'!' * chance.randrange(60)}" for i in range(len(decodings))]

    async def all_of_them() -> list[Completion]:
        tickets = []
        for text, decoding in zip(texts, decodings, strict=True):
            tickets += batcher.submit([ask(generator, text, decoding)])
            await asyncio.sleep(chance.choice([0, 0, 0.01]))
        return [await end(ticket) for ticket in tickets]

    found = asyncio.run(all_of_them())
    expected = [
        generator.answer([text], batch_size=1, max_new_tokens=LIMIT, decoding=decoding)[0]
        for text, decoding in zip(texts, decodings, strict=True)
    ]
    assert [(c.ir, c.tokens) for c in found] == [(c.ir, c.tokens) for c in expected]
    assert len({c.tokens for c in found}) > 3
    rows = batcher.metrics.registry.get_sample_value("cad0_batch_rows_bucket", {"le": "4.0"})
    steps = batcher.metrics.registry.get_sample_value("cad0_batch_rows_count")
    assert rows is not None and steps is not None and rows < steps  # some had company of four


def test_pieces_make_the_answer(generator: Generator, batcher: Batcher) -> None:
    async def listen() -> tuple[str, Completion]:
        (ticket,) = batcher.submit([ask(generator, "box", Decoding(), streams=True)])
        text = ""
        while isinstance(event := await ticket.events.get(), str):
            text += event
        assert isinstance(event, Completion)
        return text, event

    text, completion = asyncio.run(listen())
    assert text == completion.ir and completion.finished


@pytest.fixture
def slow(generator: Generator) -> Iterator[tuple[Batcher, SlowEngine]]:
    engine = SlowEngine(generator.engine)
    batcher = Batcher(slowed(generator, engine), size=2, queue=2, metrics=Metrics())
    yield batcher, engine
    batcher.close(10)


def test_who_leaves_is_decoded_no_further(
    generator: Generator, slow: tuple[Batcher, SlowEngine]
) -> None:
    batcher, engine = slow

    async def leave() -> None:
        tickets = batcher.submit([ask(generator, "a", Decoding()), ask(generator, "b", Decoding())])
        await asyncio.sleep(0.1)
        for ticket in tickets:
            batcher.cancel(ticket)
        await asyncio.sleep(0.1)
        steps = engine.shared.steps
        assert 0 < steps < LIMIT - 1
        await asyncio.sleep(0.2)
        assert engine.shared.steps == steps

    asyncio.run(leave())


def test_a_full_queue_refuses_and_says_when_to_come_back(
    generator: Generator, slow: tuple[Batcher, SlowEngine]
) -> None:
    batcher, _ = slow

    async def crowd() -> None:
        asks = [ask(generator, "box", Decoding())]
        tickets = batcher.submit(asks * 2)
        await asyncio.sleep(0.05)
        tickets += batcher.submit(asks * 2)
        with pytest.raises(ApiError) as refused:
            batcher.submit(asks)
        assert refused.value.code == "overloaded" and refused.value.retry_after
        batcher.cancel(tickets[3])  # whoever waits may leave, which makes room
        tickets[3:] = batcher.submit(asks)
        assert len({(await end(ticket)).ir for ticket in tickets}) == 1

    asyncio.run(crowd())


def test_a_failure_ends_these_answers_and_not_the_next(
    generator: Generator, slow: tuple[Batcher, SlowEngine], caplog: pytest.LogCaptureFixture
) -> None:
    batcher, engine = slow

    async def fail() -> None:
        engine.shared.fails = True
        tickets = batcher.submit([ask(generator, "box", Decoding())] * 2)
        for ticket in tickets:
            with pytest.raises(ApiError) as failed:
                await end(ticket)
            assert failed.value.code == "internal_error"
        engine.shared.fails = False
        (ticket,) = batcher.submit([ask(generator, "box", Decoding())])
        assert (await end(ticket)).finished

    asyncio.run(fail())
    assert "MemoryError" in caplog.text


def test_closing_finishes_what_was_begun(
    generator: Generator, slow: tuple[Batcher, SlowEngine]
) -> None:
    batcher, _ = slow

    async def close() -> None:
        tickets = batcher.submit([ask(generator, "box", Decoding())] * 3)
        await asyncio.to_thread(batcher.close, 10)
        assert all([(await end(ticket)).finished for ticket in tickets])
        with pytest.raises(ApiError) as refused:
            batcher.submit([ask(generator, "box", Decoding())])
        assert refused.value.code == "shutting_down"

    asyncio.run(close())


def test_closing_does_not_wait_for_ever(
    generator: Generator, slow: tuple[Batcher, SlowEngine]
) -> None:
    batcher, _ = slow

    async def close() -> None:
        tickets = batcher.submit([ask(generator, "box", Decoding())] * 3)
        await asyncio.sleep(0.05)
        await asyncio.to_thread(batcher.close, 0.05)
        for ticket in tickets:
            with pytest.raises(ApiError) as ended:
                await end(ticket)
            assert ended.value.code == "shutting_down"

    asyncio.run(close())
