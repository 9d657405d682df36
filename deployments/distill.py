"""cad0-mini on Modal: distil, export, publish.

    cd deployments
    modal run distill.py                        # cad0 to cad0-mini
    modal run distill.py --action export-onnx   # cad0-mini to ONNX files
    modal run distill.py --action upload        # both models to the hub, if they pass their gates

Each starts a call of the deployed app `cad0-training` (see modal_app.py), prints where to watch
it, and returns.
"""

import modal

from cad0_core.backends.modal import launch

app = modal.App("cad0-launcher")


@app.local_entrypoint()
def main(action: str = "distill", preset: str = "full") -> None:
    launch.run(action, preset, known=("distill", "export-onnx", "upload"))
