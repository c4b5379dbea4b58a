"""The action server of this product: ``python -m senco.rasa_lite.action_server``, on ``ACTIONS_PORT``.

Unlike ``python -m rasa_sdk`` it listens on this machine only and lets no web page call it.
"""

from __future__ import annotations

import os

from senco import supervised
from senco.rasa_lite import prepare


def main() -> None:
    """Serve the package ``actions`` until told to stop."""
    supervised.stop_with_supervisor()
    prepare()
    from rasa_sdk import utils
    from rasa_sdk.endpoint import run

    os.environ.setdefault("SANIC_HOST", "127.0.0.1")
    utils.configure_colored_logging("INFO")
    utils.update_sanic_log_level()
    run("actions", port=int(os.environ["ACTIONS_PORT"]), cors_origins=[])


if __name__ == "__main__":
    main()
