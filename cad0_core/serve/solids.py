"""Programs of strangers become solids and files, in child processes under a budget."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue

from cad0_core import ir
from cad0_core.serve.building import Built, Format, build
from cad0_core.serve.errors import ApiError, program_error
from cad0_core.serve.metrics import Metrics
from cad0_core.serve.settings import ServeSettings


class SolidPool:
    """Child processes for `build`, one call each at a time; further calls wait in line."""

    def __init__(self, settings: ServeSettings, metrics: Metrics) -> None:
        self.settings, self.metrics = settings, metrics
        self._boxes: SimpleQueue[ir.Sandbox] = SimpleQueue()
        self._all = [ir.Sandbox(settings.limits) for _ in range(settings.solid_workers)]
        for box in self._all:
            self._boxes.put(box)
        self._threads = ThreadPoolExecutor(settings.solid_workers, "solid")
        self._calls = 0

    def warm(self) -> None:
        """Start the children, so that nobody has to wait for them."""
        for _ in self._all:
            self._threads.submit(self._build, "C 1 1 1", (), 3)

    async def build(self, text: str, formats: Sequence[Format], segments: int) -> Built:
        """As `build`, with `ApiError` for its errors and for a line that is too long."""
        if self._calls >= self.settings.solid_workers + self.settings.solid_queue:
            raise ApiError("overloaded", f"{self._calls} solids are being built; ask again later")
        self._calls += 1
        try:
            built = await asyncio.get_running_loop().run_in_executor(
                self._threads, self._build, text, formats, segments
            )
        except (ir.IRError, ir.SolidError) as error:
            self.metrics.solids.labels(_outcome(error)).inc()
            raise program_error(error) from error
        finally:
            self._calls -= 1
        self.metrics.solids.labels("built").inc()
        return built

    def close(self) -> None:
        """Stop the children, whatever they are doing."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for box in self._all:
            box.close()

    def _build(self, text: str, formats: Sequence[Format], segments: int) -> Built:
        box = self._boxes.get()
        try:
            return box.call(
                build, text, formats, segments, self.settings.mesh_bytes, self.settings.limits
            )
        except (ir.IRError, ir.SolidError):
            raise
        except Exception as error:  # a kernel may raise anything: the program is at fault
            raise ir.SolidError(f"{type(error).__name__} in the kernel", "kernel") from error
        finally:
            self._boxes.put(box)


def _outcome(error: Exception) -> str:
    return error.kind if isinstance(error, ir.SolidError) else "invalid_program"
