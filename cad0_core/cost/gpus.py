"""GPUs that can be rented: price, speed, memory.

Prices are Modal's list prices a GPU-second (modal.com/pricing, as published on `PRICES_OF`); CPU
cores and memory of the container are billed on top and not counted here. Peaks are NVIDIA's data
sheets, dense, without sparsity: H200 and H100 SXM, A100 SXM, L40S, L4. The A10G is Amazon's
variant of the A10 (G5 instances): same memory and bandwidth, 70 TFLOP/s in place of 125.
"""

from dataclasses import dataclass

PRICES_OF = "2026-07-01"
# A container's own core and memory, USD a second for a physical core and for a GiB: the same list.
CORE_USD, GIB_USD = 0.0000131, 0.00000222


@dataclass(frozen=True)
class Gpu:
    """USD a second, FLOP/s in dense bf16, bytes a second from memory, bytes of memory."""

    usd_per_second: float
    flops: float
    bandwidth: float
    memory: float

    @property
    def usd_per_hour(self) -> float:
        return self.usd_per_second * 3600


GPUS = {
    "H200": Gpu(0.001261, 989e12, 4.80e12, 141e9),
    "H100": Gpu(0.001097, 989e12, 3.35e12, 80e9),
    "A100-80GB": Gpu(0.000694, 312e12, 2.039e12, 80e9),
    "A100-40GB": Gpu(0.000583, 312e12, 1.555e12, 40e9),
    "L40S": Gpu(0.000542, 362e12, 0.864e12, 48e9),
    "A10G": Gpu(0.000306, 70e12, 0.600e12, 24e9),
    "L4": Gpu(0.000222, 121e12, 0.300e12, 24e9),
}
