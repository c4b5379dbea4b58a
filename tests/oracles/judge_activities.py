"""What Microsoft's microsoft-agents-activity reads in activities: run by the Python of .cache/oracles.

In: a list of activities. Out: for each what it understood, in the names of the protocol.
"""

import json
import sys

from microsoft_agents.activity import Activity

read = [Activity.model_validate(data) for data in json.load(sys.stdin)]
json.dump([activity.model_dump(mode="json", by_alias=True, exclude_unset=True) for activity in read], sys.stdout)
