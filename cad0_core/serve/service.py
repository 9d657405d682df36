"""The model, its batcher and the children that build solids, from loading to shutdown."""

import asyncio
import base64
import logging
from collections.abc import AsyncGenerator, Callable
from threading import Thread

from cad0_core.config import Decoding
from cad0_core.errors import Cad0Error
from cad0_core.model.decode import AGAIN, Completion, Generator, load_generator
from cad0_core.model.encode import prompt_ids
from cad0_core.serve.batching import Ask, Batcher, Ticket
from cad0_core.serve.building import MEDIA_TYPES, Built, Format
from cad0_core.serve.errors import ApiError
from cad0_core.serve.metrics import Metrics
from cad0_core.serve.schema import (
    PLATE,
    Answer,
    GenerateRequest,
    GenerateResponse,
    Mesh,
    Solid,
    SolidResponse,
)
from cad0_core.serve.settings import SHORTEST, ServeSettings
from cad0_core.serve.solids import SolidPool

log = logging.getLogger(__name__)
Failed = Callable[[str], None]


class Service:
    """Answers requests. `start` and `close` are called once each, in the event loop."""

    def __init__(
        self, settings: ServeSettings, generator: Generator | None, on_failure: Failed | None
    ) -> None:
        self.settings, self.metrics = settings, Metrics()
        self.solids = SolidPool(settings, self.metrics)
        self._generator, self._on_failure = generator, on_failure
        self._batcher: Batcher | None = None
        self._closing = False
        self.failure: str | None = None

    def start(self) -> None:
        """Begin to load; requests get "loading" until the model is there."""
        self.solids.warm()
        if self._generator is not None:
            self._serve(self._generator)
        else:
            Thread(target=self._load, name="load", daemon=True).start()

    async def close(self) -> None:
        """Let answers at work end, within the time of grace."""
        self._closing = True
        if self._batcher is not None:
            await asyncio.to_thread(self._batcher.close, self.settings.grace_seconds)
        self.solids.close()
        self.metrics.ready.set(0)

    @property
    def batcher(self) -> Batcher:
        """The batcher; `ApiError` while there is none."""
        if self._closing:
            raise ApiError("shutting_down", "the server is shutting down; ask again soon")
        if self.failure is not None:
            raise ApiError("not_loaded", self.failure)
        if self._batcher is None:
            raise ApiError("loading", "the model is being loaded; ask again in a moment")
        return self._batcher

    async def answer(self, request: GenerateRequest) -> GenerateResponse:
        """The answer to a request; raises `ApiError`."""
        tickets = self.submit(request)
        try:
            async with asyncio.timeout(self.settings.request_seconds):
                return await self._complete(request, tickets)
        except TimeoutError:
            raise self._late() from None
        finally:
            self.cancel(tickets)

    async def events(
        self, request: GenerateRequest, tickets: list[Ticket]
    ) -> AsyncGenerator[str | GenerateResponse, None]:
        """Pieces of the first answer as they are written, then the answer; raises `ApiError`."""
        end = asyncio.get_running_loop().time() + self.settings.request_seconds
        first = tickets[0].events
        try:
            while True:
                async with asyncio.timeout_at(end):
                    event = await first.get()
                if not isinstance(event, str):
                    break
                yield event
            first.put_nowait(event)
            async with asyncio.timeout_at(end):
                answer = await self._complete(request, tickets)
            yield answer
        except TimeoutError:
            raise self._late() from None
        finally:
            self.cancel(tickets)

    def submit(self, request: GenerateRequest) -> list[Ticket]:
        """Tickets for the answers of a request, which the caller must cancel in the end."""
        batcher, settings = self.batcher, self.settings
        self._require_within_limits(request)
        (ids,) = prompt_ids(batcher.generator.tokenizer, [request.prompt])
        if len(ids) > settings.prompt_tokens:
            raise ApiError(
                "prompt_too_long",
                f"prompt: {len(ids)} tokens, at most {settings.prompt_tokens} are read",
            )
        most = request.max_tokens or settings.default_tokens
        asks = []
        for turn in range(request.n_best):
            warm = request.temperature or (AGAIN if turn else 0.0)
            decoding = Decoding(temperature=warm, seed=request.seed)
            asks.append(Ask(ids, decoding, most, turn, streams=request.stream and turn == 0))
        return batcher.submit(asks)

    def cancel(self, tickets: list[Ticket]) -> None:
        if self._batcher is not None:
            for ticket in tickets:
                self._batcher.cancel(ticket)

    async def build(self, text: str, mesh: Format | None, segments: int) -> SolidResponse:
        """What a program measures, and its file; raises `ApiError` where it makes no solid."""
        built = await self.built(text, mesh, segments)
        solid = Solid(ok=True, **built.measured)
        return SolidResponse(solid=solid, mesh=_mesh(built, mesh))

    async def built(self, text: str, mesh: Format | None, segments: int) -> Built:
        """As `build`, with the bytes of the file."""
        if segments > self.settings.segments:
            raise _beyond("segments", segments, self.settings.segments)
        return await self.solids.build(text, (mesh,) if mesh else (), segments)

    async def _complete(self, request: GenerateRequest, tickets: list[Ticket]) -> GenerateResponse:
        completions = [await _end(ticket) for ticket in tickets]
        self.metrics.answers.labels("answered").inc(len(completions))
        best = completions[0]
        more: dict[str, object] = {}
        if len(completions) > 1:
            answers = [await self._judged(completion) for completion in completions]
            valid = [c for c, a in zip(completions, answers, strict=True) if a.valid]
            best = valid[0] if valid else best
            more["answers"] = answers
        if request.solid or request.mesh:
            found = await self._solid(best.ir, request)
            more |= {"solid": found.solid} if request.solid or not found.solid.ok else {}
            more |= {"mesh": found.mesh} if found.mesh else {}
        return GenerateResponse(ir=best.ir, tokens=best.tokens, **more)

    async def _judged(self, completion: Completion) -> Answer:
        try:
            await self.solids.build(completion.ir, (), 32)
            valid = True
        except ApiError as error:
            if error.status != 422:
                raise
            valid = False
        return Answer(ir=completion.ir, tokens=completion.tokens, valid=valid)

    async def _solid(self, text: str, request: GenerateRequest) -> SolidResponse:
        """An answer that makes no solid is an answer too: it says why."""
        try:
            return await self.build(text, request.mesh, request.segments)
        except ApiError as error:
            if error.status != 422:
                raise
            return SolidResponse(solid=Solid(ok=False, error=error.message))

    def _require_within_limits(self, request: GenerateRequest) -> None:
        settings = self.settings
        given = {
            "max_tokens": (request.max_tokens or SHORTEST, settings.max_tokens),
            "n_best": (request.n_best, settings.n_best),
            "segments": (request.segments, settings.segments),
        }
        if len(request.prompt) > settings.prompt_chars:
            raise ApiError(
                "prompt_too_long",
                f"prompt: {len(request.prompt)} characters, "
                f"at most {settings.prompt_chars} are read",
            )
        for name, (value, most) in given.items():
            if value > most:
                raise _beyond(name, value, most)

    def _late(self) -> ApiError:
        self.metrics.answers.labels("timeout").inc()
        return ApiError("timeout", f"no answer within {self.settings.request_seconds:g} s")

    def _load(self) -> None:
        """Load the model and answer a prompt with it, so that the next one finds all awake."""
        try:
            generator = load_generator(self.settings.model, self.settings.dtype)
            generator.answer([PLATE], batch_size=1, max_new_tokens=SHORTEST)
            self._serve(generator)
        except Exception as error:
            if not isinstance(error, Cad0Error):
                log.exception("the model could not be loaded")
            self.failure = str(error) if isinstance(error, Cad0Error) else "the model cannot load"
            if self._on_failure:
                self._on_failure(self.failure)

    def _serve(self, generator: Generator) -> None:
        size = generator.batch(self.settings.max_batch)
        self._batcher = Batcher(generator, size, self.settings.queue, self.metrics)
        self.metrics.ready.set(1)


async def _end(ticket: Ticket) -> Completion:
    while True:
        event = await ticket.events.get()
        if isinstance(event, ApiError):
            raise event
        if isinstance(event, Completion):
            return event


def _mesh(built: Built, name: Format | None) -> Mesh | None:
    if name is None:
        return None
    data = base64.b64encode(built.files[name]).decode("ascii")
    return Mesh(format=name, media_type=MEDIA_TYPES[name], base64=data)


def _beyond(name: str, value: int, most: int) -> ApiError:
    message = f"{name}: {value} is more than this server allows, which is {most}"
    details = [{"field": name, "message": f"at most {most}"}]
    return ApiError("invalid_request", message, details=details)
