"""Models: tokenizer, encoding, training, distillation, decoding.

What must be said to the libraries before they are loaded is said here.
"""

import logging
import os
import sys

# OpenMP's threads spin while they wait for each other, which on busy cores made training 11 times
# slower than sleeping does (940 against 10,260 tokens/s, two cores, load 4). Read once, by torch.
WAITS_PASSIVELY = "torch" not in sys.modules or "OMP_WAIT_POLICY" in os.environ
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")
# It reports a missing GPU kernel as a warning on every import, wanted or not.
logging.getLogger("bitsandbytes").setLevel(logging.ERROR)
