"""Errors a user can do something about. Each message names the place and the remedy."""


class Cad0Error(Exception):
    """Base of all expected errors: the command line prints the message, without a traceback."""


class ConfigError(Cad0Error):
    """A setting is unknown or out of range."""


class DataError(Cad0Error):
    """A data file is damaged; the message names file and line."""


class ArtifactError(Cad0Error):
    """A stage artifact is missing, incomplete or changed."""


class ModelError(Cad0Error):
    """A model folder is missing or damaged, or a prompt cannot be answered."""


class StageError(Cad0Error):
    """A stage failed where it ran; what it had finished before is kept."""


class StageCancelled(Cad0Error):
    """A stage was stopped on request; it continues from its checkpoint when asked again."""


class DiskFullError(StageError):
    """No space was left while a stage wrote its files."""


class OutOfMemoryError(StageError):
    """Not even one row at a time fits into memory; the message names settings that need less."""


class BackendError(Cad0Error):
    """A backend cannot take or find a call."""


class OutageError(BackendError):
    """A control plane did not answer for too long; what it runs is not touched."""


class LostResultError(BackendError):
    """A call is gone and its result with it; what it left on the volume may still be there."""


class PreflightError(Cad0Error):
    """A release cannot start; every missing thing is named with its remedy."""


class BudgetError(Cad0Error):
    """A stage would cost more than the release may spend; it was not started."""


class GateError(Cad0Error):
    """A model missed a floor, so nothing is published."""


class HubError(Cad0Error):
    """A model cannot be published, found or verified."""


class HubAwayError(HubError):
    """The Hub cannot be reached, or is busy for too long; nothing is known of what was asked."""


class ArchiveError(Cad0Error):
    """A release cannot be archived or brought back."""


class ArchiveAccessError(ArchiveError):
    """The object store lets nobody in with these credentials, or there is no such bucket."""


class DamagedArchiveError(ArchiveError):
    """The archive has lost or holds something else than what was put there."""


class TrackingError(Cad0Error):
    """W&B did not take a run; models and artifacts are not touched by that."""


class ServerError(Cad0Error):
    """The Prefect server cannot be reached or started."""


class BusyError(Cad0Error):
    """Another release uses the same state folder."""
