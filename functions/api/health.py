"""Health: each thing that this installation needs, ok or the reason."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from functions.api.dependencies import DeploymentDep
from functions.api.errors import ErrorBody
from functions.common.errors import Unhealthy, VtsError
from functions.common.ttl_cache import TtlCache
from functions.deployment import Deployment
from functions.ffmpeg import tiers
from functions.fleet import hosts
from functions.upkeep import audit, clock_status

router = APIRouter(tags=["hosts"])

LONGEST_LOOK = 3.0  # seconds until a dependency that does not answer is called away
OK = "ok"


class HealthAnswer(BaseModel):
    """Each dependency: ok, or the reason why not."""

    status: Literal["ok", "unhealthy"]
    dependencies: dict[str, str] = Field(examples=[{"job_table": OK, "bucket": OK, "workers": OK}])
    sandboxes: dict[str, str | None] = Field(
        {}, description="Walls around ffmpeg, by worker host.", examples=[{"studio-1": "landlock"}]
    )
    sandboxes_in_words: dict[str, str] = Field(
        {},
        description="What those walls keep ffmpeg from, by worker host.",
        examples=[{"studio-1": tiers.WORDS["landlock"]}],
    )
    signing: Literal["narrow", "broad"] = Field(
        "narrow",
        description="Whether addresses are signed as users that can do nothing else, or with the keys of the functions.",
    )
    clock: clock_status.Clock | None = Field(
        None, description="What mends and deletes, as its last turns tell; null while it has not had one."
    )
    unreadable: audit.Count = Field(
        audit.Count(),
        description="Jobs and documents that are set aside, as what is written down of them cannot be read.",
    )
    error: ErrorBody | None = Field(None, description="The one shape of error, where something is not well.")


class Probe:
    """Asks one dependency how it is; callers who come while it is still being asked share the answer.

    So a dependency that hangs holds one thread, however often somebody wants to know.
    """

    def __init__(self, look: Callable[[], None]) -> None:
        """Take what raises a VtsError unless all is well."""
        self._look = look
        self._lock = threading.Lock()
        self._asked: Future[str] | None = None

    def ask(self) -> Future[str]:
        """Give the answer to come: ok, or the reason."""
        with self._lock:
            if self._asked is None or self._asked.done():
                self._asked = Future()
                threading.Thread(target=self._answer, args=(self._asked,), name="probe", daemon=True).start()
            return self._asked

    def _answer(self, asked: "Future[str]") -> None:
        try:
            self._look()
        except VtsError as unwell:
            asked.set_result(unwell.message)
        except BaseException as unexpected:  # noqa: BLE001  it is raised where it was asked for
            asked.set_exception(unexpected)
        else:
            asked.set_result(OK)


def probes(deployment: Deployment, loads: hosts.Loads) -> Mapping[str, Probe]:
    """Make the probes of this deployment, by the name of the dependency."""

    def job_table() -> None:
        deployment.table.documents(hosts.KIND, "")

    def workers() -> None:
        if not any(load.role == "worker" for load in loads.read().hosts):
            raise Unhealthy(f"No worker has reported within {hosts.SILENT_AFTER_SECONDS:.0f} s.")

    found = {"job_table": Probe(job_table), "bucket": Probe(deployment.storage.check)}
    if deployment.config.workers_report:
        found["workers"] = Probe(workers)
    return found


@router.get(
    "/health/",
    response_model=HealthAnswer,
    summary="Health of the installation",
    responses={503: {"model": HealthAnswer, "description": "Something is not well; `dependencies` says what."}},
)
def health(request: Request, deployment: DeploymentDep) -> Response:
    """Ask each dependency how it is, within three seconds: 200 when all are ok, else 503."""
    found: Mapping[str, Probe] = request.app.state.probes()
    asked = {name: probe.ask() for name, probe in found.items()}
    wait(asked.values(), timeout=LONGEST_LOOK)
    state = {
        name: one.result() if one.done() else f"No answer within {LONGEST_LOOK:.0f} s." for name, one in asked.items()
    }
    unwell = [f"{name}: {reason}" for name, reason in state.items() if reason != OK]
    error = ErrorBody(**Unhealthy(" ".join(unwell)).as_dict()) if unwell else None
    walls = {load.host: load.sandbox for load in _workers(request, state) if load.role == "worker"}
    answer = HealthAnswer(
        status="unhealthy" if unwell else "ok",
        dependencies=state,
        sandboxes=walls,
        sandboxes_in_words={host: tiers.WORDS.get(tier or "", "not reported") for host, tier in walls.items()},
        signing="narrow" if deployment.config.signs_narrowly else "broad",
        clock=_clock(request, state),
        unreadable=_unreadable(request, state),
        error=error,
    )
    return Response(answer.model_dump_json(), 503 if unwell else 200, media_type="application/json")


def _workers(request: Request, state: dict[str, str]) -> tuple[hosts.HostLoad, ...]:
    """List the hosts of the last report, once it is known that they can be read; none where workers do not report."""
    loads: hosts.Loads = request.app.state.loads()
    return loads.read().hosts if state.get("workers") == OK else ()


def _unreadable(request: Request, state: dict[str, str]) -> audit.Count:
    """Count what is set aside, once it is known that the table can be read."""
    counted: TtlCache[audit.Count] = request.app.state.unreadable()
    return counted.read() if state["job_table"] == OK else audit.Count()


def _clock(request: Request, state: dict[str, str]) -> clock_status.Clock | None:
    """Read the last turn, once it is known that the table can be read."""
    clock: TtlCache[clock_status.Clock | None] = request.app.state.clock()
    return clock.read() if state["job_table"] == OK else None
