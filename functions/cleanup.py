"""The scheduled door: retention and the reconciler. The settings are read anew in every turn."""

import time
from collections import Counter

from functions import deployment as deployments
from functions.common import log, metrics
from functions.common.watch import Context
from functions.deployment import Deployment
from functions.jobs import settings
from functions.upkeep import clock_status, reconcile, retention
from functions.webhooks import courier

TURN = "clock"  # document kind: who does the current turn
TURN_SECONDS = 20.0
"""A turn that has not ended by then is taken for lost with its process. Another then begins: two at once mend nothing twice,
since every write has its condition, so waiting longer would only keep what a crash left from being mended."""


DELIVERY_SECONDS = 40.0
_FAREWELL_SECONDS = 10.0


def handler(event: object = None, context: Context | None = None) -> dict[str, int]:  # noqa: ARG001  the schedule's event says nothing
    """Do one turn, unless another process is doing one, and write it down; what was deleted and mended, counted by kind.

    On AWS, where there is a context, what webhooks are to be told is sent, too; elsewhere the clock has a courier for it.
    """
    deployment = deployments.current()
    try:
        return _turned(deployment)
    finally:
        if context is not None:
            left = context.get_remaining_time_in_millis() / 1000 - _FAREWELL_SECONDS
            courier.deliver(deployment, min(DELIVERY_SECONDS, left))


def _turned(deployment: Deployment) -> dict[str, int]:
    if not _take_turn(deployment):
        return {"skipped": 1}
    began = time.monotonic()
    try:
        began_at = deployment.table.now()
        done = turn(deployment)
        clock_status.write(deployment.table, began_at, done)
    finally:
        deployment.table.delete_document(TURN, TURN)
    log.info("turn", **done)
    metrics.count("turns")
    metrics.observe("turn_seconds", time.monotonic() - began)
    for kind, number in done.items():
        if number:  # on AWS each kind that is told of is paid for
            metrics.count("mended", number, kind=kind)
    return dict(done)


def turn(deployment: Deployment) -> Counter[str]:
    """Mend what was lost, then delete what is past its retention."""
    current = settings.read(deployment.table).settings
    done = reconcile.Reconciler(deployment, current).turn()
    done += retention.retain(deployment, current)
    return done


def _take_turn(deployment: Deployment) -> bool:
    """Of several clocks one does the turn: the one whose conditional write of the document wins."""
    now = deployment.table.now()
    held = next(iter(deployment.table.documents(TURN, TURN)), None)
    if held and (now - held.written_at).total_seconds() < TURN_SECONDS:
        return False
    return deployment.table.put_document(TURN, TURN, {}, if_version=held.version if held else 0) is not None
