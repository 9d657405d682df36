"""Backend `modal`: rented GPUs. Nothing but this folder and deployments/ imports modal."""
