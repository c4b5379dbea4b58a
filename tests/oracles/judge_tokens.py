"""What Microsoft's botframework-connector says to requests: run by the Python of .cache/oracles.

In: {"openid_url", "app_id", "cases": [{"authorization", "activity"}]}. Out: a list of true and false.
"""

import asyncio
import json
import sys

from botbuilder.schema import Activity
from botframework.connector.auth import ChannelValidation, JwtTokenValidation, SimpleCredentialProvider


async def accepts(case: dict, app_id: str) -> bool:
    activity = Activity.deserialize(case["activity"])
    credentials = SimpleCredentialProvider(app_id, "")
    try:
        identity = await JwtTokenValidation.authenticate_request(activity, case["authorization"], credentials)
    except Exception:  # noqa: BLE001 - theirs raises many kinds
        return False
    return bool(identity.is_authenticated)


async def main() -> None:
    asked = json.load(sys.stdin)
    ChannelValidation.open_id_metadata_endpoint = asked["openid_url"]
    json.dump([await accepts(case, asked["app_id"]) for case in asked["cases"]], sys.stdout)


asyncio.run(main())
