"""What becomes of the output that the example adds, from the film to the job's deletion. Its argument is the clips' folder."""

import json
import sys
from pathlib import Path
from typing import Any

import httpx

from functions import deployment, transcode
from functions.bucket import keys
from functions.deployment import Deployment
from functions.jobs import settings
from functions.jobs.model import Job
from functions.jobs.sql import table as sql_table
from functions.upkeep import reconcile
from local.servers import provision
from tests.support.films import clips
from tests.support.rows import jobs
from tests.support.servers.api import serving

KIND = "first_frame"


def made(opened: Deployment, clip: Path) -> Job:
    """Give the job of a film, by a whole run of the transcode function."""
    job = jobs.waiting(opened, filename="film.mp4")
    opened.storage.put_file(job.source.bucket, job.source.key, clip, "video/mp4")
    s3 = {"bucket": {"name": job.source.bucket}, "object": {"key": job.source.key, "size": 1, "eTag": "not looked at"}}
    transcode.handler({"Records": [{"eventVersion": "2.0", "eventName": "s3:ObjectCreated:Put", "s3": s3}]})
    done = opened.table.get(job.job_id)
    assert done
    return done


def stored(opened: Deployment) -> list[str]:
    """Name the objects of all jobs that are in the bucket."""
    found = opened.storage.listing(opened.config.proxy_bucket, keys.PROXIES)
    return sorted(each.key.rsplit("/", 1)[-1] for each in found)


def main() -> None:
    """Say what the reconciler leaves, what the API lists and gives, and what is left when the job was deleted."""
    opened = deployment.current()
    sql_table.migrate(opened.config.database_url)
    provision.buckets(opened.config)
    told: dict[str, Any] = {}
    job = made(opened, clips.make("h264_mp4", Path(sys.argv[1])))
    impatient = jobs.with_config(opened, orphan_hours=0)
    turn = reconcile.Reconciler(impatient, settings.read(opened.table).settings).turn()
    told["orphans"], told["kept"] = turn["orphan_deleted"], stored(opened)
    with serving(opened) as api:
        told["listed"] = api.get(f"/status/{job.job_id}/").json()["outputs"]
        link = api.get(f"/download/{job.job_id}/", params={"output": KIND, "redirect": "false"}).json()
        picture = httpx.get(link["url"])
        told["filename"], told["type"] = link["filename"], picture.headers["content-type"]
        told["is_jpeg"] = picture.content.startswith(b"\xff\xd8")
        api.delete(f"/jobs/{job.job_id}/").raise_for_status()
    told["left"] = stored(opened)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
