import subprocess
import sys
from pathlib import Path

import pytest

from cad0_core.errors import BusyError, ConfigError, DiskFullError
from cad0_core.state import State

HOLD = """
import sys, time
from pathlib import Path
from cad0_core.state import State
with State(Path(sys.argv[1])).lock("release", {}):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_process_is_told_who_holds_the_lock(state: State) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(state.root)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        with (
            pytest.raises(BusyError, match=rf"another release .*process {holder.pid}"),
            state.lock("release", {}),
        ):
            pass
    finally:
        holder.kill()
        holder.communicate()
    with state.lock("release", {}):
        pass  # the lock of a dead process is free


def test_too_little_space_is_refused_with_the_remedy(state: State) -> None:
    with pytest.raises(DiskFullError, match=r"GB free, but this needs .* --state"):
        state.require_free(1e9)
    state.require_free(0)


@pytest.mark.parametrize("path", ["file", "file/below", "/proc/none"])
def test_a_folder_that_cannot_be_is_refused(tmp_path: Path, path: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match=r"cannot be the state folder .* --state or CAD0_STATE"):
        State(tmp_path / path).make()


def test_the_folder_comes_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAD0_STATE", str(tmp_path / "x"))
    assert State.default().root == tmp_path / "x"
    monkeypatch.delenv("CAD0_STATE")
    monkeypatch.chdir(tmp_path)
    assert State.default().root == tmp_path / ".cad0"
