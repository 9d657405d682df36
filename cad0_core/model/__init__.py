"""Models: tokenizer, encoding, training, distillation, decoding.

The libraries below report usage to their makers and speak up on import; both are switched off
here, before any of them is loaded.
"""

import logging
import os

os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")
# It reports a missing GPU kernel as a warning on every import, wanted or not.
logging.getLogger("bitsandbytes").setLevel(logging.ERROR)
