"""What the API takes and tells of the setting that the example adds, and what the setting does."""

import json
from datetime import timedelta

from functions import deployment
from functions.jobs.sql import table as sql_table
from functions.upkeep import clock_status
from tests.support.servers.api import serving

NAME = "clock_patience_seconds"


def main() -> None:
    """Say how the setting is described, and whether a clock that last turned three minutes ago is late with it."""
    opened = deployment.current()
    sql_table.migrate(opened.config.database_url)
    turn = {"ended_at": (opened.table.now() - timedelta(minutes=3)).isoformat(), "seconds": 0, "done": {}}
    opened.table.put_document(clock_status.KIND, clock_status.KIND, {"last": turn, "worked": None})
    with serving(opened) as api:
        fields = {each["name"]: each for each in api.get("/settings/fields/").json()["fields"]}
        late = {}
        for seconds in (60, 600):
            api.post("/settings/", json={NAME: seconds}).raise_for_status()
            late[str(seconds)] = api.get("/health/").json()["clock"]["late"]
    print(json.dumps({"field": fields[NAME], "late": late}))


if __name__ == "__main__":
    main()
