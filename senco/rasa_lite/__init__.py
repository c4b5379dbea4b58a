"""Rasa Open Source 3.6 without TensorFlow, without its noise, and with a quick action call.

``python -m senco.rasa_lite`` takes the arguments of the ``rasa`` command. No file of Rasa is changed.
"""

from __future__ import annotations

import os
import warnings

from senco.rasa_lite import stand_ins

# With either set, Rasa configures TensorFlow, and so imports it.
_TENSORFLOW_SETTINGS = ("TF_GPU_MEMORY_ALLOC", "TF_INTER_OP_PARALLELISM_THREADS", "TF_INTRA_OP_PARALLELISM_THREADS")


def prepare() -> None:
    """Make this process ready to import Rasa. Call before anything of Rasa is imported."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["SQLALCHEMY_SILENCE_UBER_WARNING"] = "1"
    os.environ.setdefault("ACTIONS_PORT", "5055")  # endpoints.yml needs it
    for name in _TENSORFLOW_SETTINGS:
        os.environ.pop(name, None)
    stand_ins.install()
    _silence_known_warnings()


def _silence_known_warnings() -> None:
    """Hide deprecations inside pinned packages: nobody here can act on them. Ours still show."""
    import sanic.app  # noqa: F401 - sets a filter of its own when imported, which would win over ours

    warnings.filterwarnings("ignore", message="pkg_resources is deprecated", category=UserWarning)
    for category in (DeprecationWarning, PendingDeprecationWarning, FutureWarning):
        warnings.filterwarnings("ignore", category=category)
        warnings.filterwarnings("default", category=category, module=r"(senco|actions)(\.|$)")
