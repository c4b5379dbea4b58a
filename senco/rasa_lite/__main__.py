"""The ``rasa`` command of this product: ``python -m senco.rasa_lite train|run|test|data validate ...``."""

from __future__ import annotations

import sys

from senco import supervised
from senco.rasa_lite import prepare


def main() -> None:
    """Run Rasa's own command line in a prepared process."""
    supervised.stop_with_supervisor()
    prepare()
    from rasa.__main__ import main as rasa_main

    from senco.rasa_lite import action_call, data_warnings, model_load

    action_call.install()
    model_load.install()
    if "--fail-on-warnings" not in sys.argv:
        rasa_main()
        return
    data_warnings.install()
    rasa_main()
    data_warnings.fail_if_any()


if __name__ == "__main__":
    main()
