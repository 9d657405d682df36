"""The stand-in refuses what the real control plane refuses."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import fault_app
import modal
import modal.exception
import pytest
from grpclib import GRPCError
from grpclib.client import Channel
from modal_proto import api_pb2
from modal_proto.api_grpc import ModalClientStub
from modal_server import ModalServer

from cad0_core.backends.modal.preflight import examine
from cad0_core.config import ModalConfig
from cad0_core.finding import lacking


def test_an_unknown_function_app_call_secret_and_key(faults: ModalServer) -> None:
    absent = modal.exception.NotFoundError
    with pytest.raises(absent, match="App 'nowhere' not found"):
        modal.Function.from_name("nowhere", "train").hydrate()
    with pytest.raises(absent, match="No function 'train'"):
        modal.Function.from_name(fault_app.NAME, "train").hydrate()
    with pytest.raises(absent, match="not found"):
        modal.FunctionCall.from_id("fc-0").get(timeout=0)
    with pytest.raises(absent, match="Secret 'none' not found"):
        modal.Secret.from_name("none").hydrate()
    faults.secret("half", A="1")
    with pytest.raises(absent, match=r"missing key\(s\): B"):
        modal.Secret.from_name("half", required_keys=["A", "B"]).hydrate()
    with pytest.raises(absent, match="Volume 'none' not found"):
        modal.Volume.from_name("none").hydrate()
    with pytest.raises(absent, match="Environment 'staging'"):
        modal.Volume.from_name("v", environment_name="staging").hydrate()


def test_a_wrong_token(cloud: ModalServer) -> None:
    with pytest.raises(modal.exception.AuthError, match="Token ID or secret is wrong"):
        modal.Client.from_credentials("ak-other", "as-other").hello()


def test_wrong_arguments_fail_where_they_run(faults: ModalServer) -> None:
    call = modal.Function.from_name(fault_app.NAME, "validate").spawn(1, 2, 3)
    with pytest.raises(TypeError, match="positional argument"):
        call.get(timeout=60)


def test_a_volume_of_another_version(faults: ModalServer) -> None:
    with pytest.raises(modal.exception.Error):
        modal.Volume.from_name(fault_app.VOLUME, version=2).hydrate()


def test_only_a_container_commits(faults: ModalServer) -> None:
    with pytest.raises(RuntimeError, match="only a container"):
        modal.Volume.from_name(fault_app.VOLUME).commit()


def test_a_procedure_that_it_does_not_know(cloud: ModalServer) -> None:
    """And one that only containers may ask for."""
    address = cloud.environment["MODAL_SERVER_URL"].rpartition(":")[2]
    metadata = {
        "x-modal-client-type": str(api_pb2.CLIENT_TYPE_CLIENT),
        "x-modal-token-id": cloud.cloud.token[0],
        "x-modal-token-secret": cloud.cloud.token[1],
    }

    async def ask(name: str, request: Any, metadata: dict[str, str]) -> str:
        channel = Channel("127.0.0.1", int(address))
        try:
            await getattr(ModalClientStub(channel), name)(request, metadata=metadata)
        except GRPCError as error:
            return str(error.message)
        finally:
            channel.close()
        return "answered"

    unknown = asyncio.run(ask("QueueLen", api_pb2.QueueLenRequest(), metadata))
    assert "does not know QueueLen" in unknown
    inside = asyncio.run(ask("FunctionGetInputs", api_pb2.FunctionGetInputsRequest(), metadata))
    assert "only a container" in inside
    nobody = asyncio.run(ask("DictGet", api_pb2.DictGetRequest(), {}))
    assert "without a token" in nobody


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("gpu='H9000'", "unknown GPU"),
        ("retries=modal.Retries(max_retries=11)", "retries must be at most"),
        ("timeout=100_000", "timeout must be"),
        ("secrets=[modal.Secret.from_name('absent')]", "absent"),
    ],
)
def test_a_deployment_that_asks_for_what_there_is_not(
    cloud: ModalServer, tmp_path: Path, options: str, message: str
) -> None:
    file = tmp_path / "wrong.py"
    file.write_text(
        "import modal\napp = modal.App('wrong')\n"
        f"@app.function({options})\ndef f():\n    return 1\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "modal", "deploy", str(file)],
        capture_output=True,
        text=True,
        env=dict(os.environ),
    )
    assert done.returncode and message in done.stdout + done.stderr
    assert cloud.cloud.app_named("wrong") is None


def test_what_a_release_lacks_is_named_with_its_remedy(
    cloud: ModalServer,
) -> None:
    lines = "\n".join(each.line for each in lacking(examine(ModalConfig(app="not-deployed"))))
    for remedy in (
        "modal secret create huggingface-secret HUGGING_FACE_HUB_TOKEN=",
        "modal secret create wandb-secret WANDB_API_KEY=",
        "function train: not deployed in app not-deployed",
        "cad0 modal deploy",
    ):
        assert remedy in lines
