"""Backend `modal`: GPU stages as calls of a deployed app, everything else on this machine.

A call is paid for, so it is submitted once: what is finished on the volume is taken from there, a
call that this folder noted is attached to, and so is one that anybody else has begun.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath

import modal
import modal.exception

from cad0_core.artifacts import MANIFEST, Artifact
from cad0_core.backends.base import Call, Event, How, Probe, Served
from cad0_core.backends.local import LocalBackend
from cad0_core.backends.modal import endpoint, wire
from cad0_core.backends.modal.answer import ask
from cad0_core.backends.modal.call import ModalCall
from cad0_core.backends.modal.claims import Claims
from cad0_core.backends.modal.deployment import deployed_code
from cad0_core.backends.modal.ledger import Entry, Ledger
from cad0_core.backends.modal.outage import insist
from cad0_core.backends.modal.volume import SERVED, ModalVolume
from cad0_core.config import ModalConfig
from cad0_core.errors import BackendError
from cad0_core.stages import Input, StageSpec
from cad0_core.state import State

# Of a call that is nothing to wait for: it is lost, or was cancelled. One that failed still has
# an error for whoever waits.
GONE = (
    modal.exception.OutputExpiredError,
    modal.exception.NotFoundError,
    modal.exception.RemoteError,
)


class FinishedCall:
    """A stage that the volume holds already: there is nothing to wait for."""

    detached = True
    how: How = "finished"

    def __init__(self, spec: StageSpec, volume: ModalVolume) -> None:
        self.spec, self.volume = spec, volume
        self.id = f"volume-{spec.stage}-{spec.key}"

    def events(self) -> Iterator[Event | None]:
        return iter(())

    def result(self) -> Artifact:
        return self.volume.fetch(self.spec.stage, self.spec.key)

    def cancel(self) -> None:
        """Nothing runs."""


class ModalBackend:
    """GPU stages on Modal. `run` names the flow run that pays for them, for its cancellation."""

    name = "modal"

    def __init__(self, state: State, config: ModalConfig, run: str | None = None) -> None:
        self.state, self.config, self.run = state, config, run
        self.volume = ModalVolume(config, state)
        self.ledger = Ledger(state)
        self.claims = Claims.named(config.claims)
        self._local = LocalBackend(state)

    def gpu(self, stage: str) -> str | None:
        return self.config.gpus.get(stage)

    def submit(self, call: StageSpec) -> Call:
        """Attach to the stage where it is at work or finished already, else spawn it.

        Raises `BackendError` when the app is not deployed, `OutageError`, and `ArtifactError` for
        an input that is not what the call says.
        """
        if self.gpu(call.stage) is None:
            return self._local.submit(call)
        return self.submit_remote(call)

    def submit_remote(self, call: StageSpec, *, placed: bool = False) -> ModalCall | FinishedCall:
        """`submit` for a stage that the app has a function for. With `placed`, the paths of the
        inputs are those on the volume already."""
        if self.volume.manifest(call.stage, call.key) is not None:
            self.ledger.close(call.stage, call.key)
            return FinishedCall(call, self.volume)
        known = self._known(call)
        if known is not None:
            self._note(known, call)
            return self._with(known, call.stage, call.key)
        places = {
            name: PurePosixPath(given.path) if placed else self.volume.give(given)
            for name, given in call.inputs.items()
        }
        return self._spawn(call, wire.request(call, places))

    def attach(self, call_id: str) -> ModalCall:
        """The call with this id, which this state folder noted."""
        for entry in self.ledger.open():
            if entry.call == call_id:
                return self._with(entry.call, entry.stage, entry.key)
        raise BackendError(
            f"{call_id}: {self.state.root} has no note of this call; `cad0 modal status` "
            "lists those that it has"
        )

    def discard(self, call: StageSpec) -> None:
        """Remove what the volume holds of a finished stage, so that it is made anew."""
        if self.gpu(call.stage) is not None:
            self.volume.remove(call.stage, call.key)
            self.ledger.close(call.stage, call.key)

    def served(self) -> Served | None:
        """What the endpoint answers with. Nothing is made on Modal by asking."""
        if deployed_code(self.config) is None:
            return None
        noted = self.volume.read_json(SERVED)
        if noted is None:
            return None
        found = self.volume.read_json(PurePosixPath(noted["folder"]) / MANIFEST) or {"files": {}}
        files = {name: entry["sha256"] for name, entry in found["files"].items()}
        return Served(noted["version"], files)

    def serve(self, name: str, version: str, model: Artifact, probe: Probe) -> str:
        """Deploy the endpoint again with this model, and try it."""
        folder = self.volume.give(Input.of(model))
        served = {"name": name, "version": version, "folder": str(folder)}
        return endpoint.switch(self.config, self.volume, served, probe)

    def _known(self, call: StageSpec) -> str | None:
        """A call for this stage that is at work, or has a result that nobody took."""
        noted = self.ledger.find(call.stage, call.key)
        if noted is not None and self._is_there(noted.call):
            return noted.call
        return insist(
            lambda: self.claims.owner(f"{call.stage}-{call.key}"),
            self.config.outage_seconds,
            "look for a claim",
        )

    def _is_there(self, call: str) -> bool:
        """Whether a noted call still is something to wait for: not lost and not cancelled."""

        def there() -> bool:
            answer = ask(modal.FunctionCall.from_id(call), 0)
            return not isinstance(answer, GONE)

        return insist(there, self.config.outage_seconds, f"look for {call}")

    def _spawn(self, call: StageSpec, request: dict[str, object]) -> ModalCall:
        function = modal.Function.from_name(self.config.app, call.stage)
        try:
            insist(function.hydrate, self.config.outage_seconds, f"look up {call.stage}")
        except modal.exception.NotFoundError as error:
            raise BackendError(
                f"app {self.config.app} has no function {call.stage} ({error}). Deploy it: "
                "cad0 modal deploy"
            ) from error
        # A spawn whose answer was lost may have begun: of two calls for one stage the claim lets
        # one work, and the other returns within seconds.
        spawned = insist(
            lambda: function.spawn(request), self.config.outage_seconds, f"submit {call.stage}"
        )
        self._note(spawned.object_id, call)
        return self._with(spawned.object_id, call.stage, call.key, "started")

    def _note(self, call_id: str, call: StageSpec) -> None:
        self.ledger.note(Entry(call_id, call.stage, call.key, self.config.app, self.run))

    def _with(self, call_id: str, stage: str, key: str, how: How = "attached") -> ModalCall:
        return ModalCall(
            call_id,
            stage,
            key,
            how=how,
            config=self.config,
            volume=self.volume,
            ledger=self.ledger,
            claims=self.claims,
        )


def cancel_calls_of(state: State, config: ModalConfig, run: str) -> list[str]:
    """Cancel what a flow run submitted and nobody waits for any more; returns the call ids."""
    backend = ModalBackend(state, config)
    entries = [entry for entry in backend.ledger.open() if entry.run == run]
    for entry in entries:
        backend.attach(entry.call).cancel()
    return [entry.call for entry in entries]
