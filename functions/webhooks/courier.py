"""The courier: takes the news from the job table, makes deliveries of them, and sends what is due.

The clock has one: a thread of its own (``run``), or on AWS some time at the end of its turn (``deliver``). Several couriers do
no harm: a delivery is taken by a conditional write before it is sent. No endpoint waits for another: each has threads of its
own, and its own place in the queue. One that keeps failing is left alone for a while, then tried with a single message
(endpoints.fared).
"""

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from functions.common import log, metrics
from functions.common.errors import DeliveryNotFound, TableUnavailable
from functions.deployment import Deployment
from functions.jobs import unreadable
from functions.webhooks import deliveries, endpoints, message
from functions.webhooks.deliveries import Delivery
from functions.webhooks.endpoints import Endpoint
from functions.webhooks.post import SECONDS, Answer, post

LOOK_SECONDS: Final = 1.0
AT_ONCE: Final = 4
"""Messages on their way to one endpoint."""

_NEWS: Final = 100  # rows whose news are taken in one turn
_OLD: Final = 20  # deliveries to a dead endpoint that are given up in one turn
_HOLD: Final = timedelta(minutes=2)
"""How long a taken delivery is left to its courier: looking a name up takes up to half a minute, sending SECONDS."""
_PAUSE: Final = 0.25

Post = Callable[[Endpoint, Delivery], Answer]


class Courier:
    """Sends what is due. ``turn`` never waits for an endpoint; ``close`` waits for those that are being told."""

    def __init__(self, deployment: Deployment, send: Post | None = None) -> None:
        """Work for this deployment; ``send`` stands in for the network."""
        self._table = deployment.table
        self._allowed = deployment.config.webhook_allowed_networks
        self._send = send or self._post
        self._pool = ThreadPoolExecutor(AT_ONCE * endpoints.MOST, "webhooks")
        self._lock = threading.Lock()
        self._under_way: Counter[str] = Counter()

    def turn(self) -> int:
        """Make deliveries of the news, and begin to send what is due. Raises TableUnavailable.

        Gives how many were under way before, or were begun: at 0 nothing is left to do, as what ends may be due again at once.
        """
        busy = self._under_way.total()
        hooks = endpoints.every(self._table)
        for job in self._table.news(_NEWS):
            try:
                deliveries.tell(self._table, job, hooks)
            except unreadable.FAULTS as fault:  # this row's alone: the news of the others are told all the same
                unreadable.met("job", job.job_id, unreadable.reason(fault))
        return busy + sum(self._attend(hook) for hook in hooks)

    def close(self) -> None:
        """Wait for what is under way: some seconds at most."""
        self._pool.shutdown()

    # ------------------------------------------------------------ one endpoint

    def _attend(self, hook: Endpoint) -> int:
        """Begin to send what is due for it, as far as it has threads free; how many were begun."""
        now = self._table.now()
        free = AT_ONCE - self._under_way[hook.webhook_id]
        if free <= 0 or hook.rests(now):
            return 0
        begun, dead = 0, hook.trouble is not None and hook.trouble.until is not None
        for record in deliveries.due(self._table, hook.webhook_id, _OLD if dead or not hook.enabled else free):
            known = Delivery.model_validate(record.body)
            if not hook.enabled:
                deliveries.give_up(self._table, known, "The webhook is switched off.")
            elif dead and now >= known.since + deliveries.RETRIED_FOR:
                _told(deliveries.give_up(self._table, known, _since(known)))
            elif free and (taken := deliveries.take(self._table, record, _HOLD)):
                free = 0 if dead else free - 1
                self._begin(hook, taken)
                begun += 1
        return begun

    def _begin(self, hook: Endpoint, taken: Delivery) -> None:
        with self._lock:
            self._under_way[hook.webhook_id] += 1
        self._pool.submit(log.carried(self._carry), hook, taken).add_done_callback(
            lambda done: self._arrived(hook.webhook_id, done)
        )

    def _arrived(self, webhook_id: str, done: "Future[None]") -> None:
        with self._lock:
            self._under_way[webhook_id] -= 1
        if trouble := done.exception():  # it is due again once its hold is over
            log.warning("webhook_not_settled", webhook_id=webhook_id, reason=repr(trouble))

    def _carry(self, hook: Endpoint, taken: Delivery) -> None:
        """Send one delivery, and write down how that ended."""
        at = self._table.now()
        answer = self._send(hook, taken)
        metrics.observe("webhook_seconds", answer.seconds, outcome="failed" if answer.error else "delivered")
        about = {"webhook_id": hook.webhook_id, "delivery_id": taken.delivery_id, "status": answer.status}
        log.info("webhook_tried", **about, seconds=answer.seconds, error=answer.error)
        endpoints.record_result(self._table, hook.webhook_id, answer.error, gone=answer.status == HTTPStatus.GONE)
        try:
            _told(deliveries.ended(self._table, taken, answer, at))
        except DeliveryNotFound:
            log.info("webhook_record_gone", **about)

    def _post(self, hook: Endpoint, taken: Delivery) -> Answer:
        now = self._table.now()
        headers = message.headers(taken.delivery_id, int(now.timestamp()), taken.body, hook.valid(now))
        return post(hook.url, headers, taken.body.encode(), self._allowed)


def run(deployment: Deployment, stop: threading.Event) -> None:
    """Deliver until ``stop`` is set. What fails is logged, and looked at again a second later."""
    courier = Courier(deployment)
    while not stop.is_set():
        try:
            courier.turn()
        except TableUnavailable as away:
            log.warning("webhooks_wait", reason=away.message)
        except Exception:  # noqa: BLE001  one bad turn must not end the courier
            log.exception("webhooks_failed")
        stop.wait(LOOK_SECONDS)
    courier.close()


def deliver(deployment: Deployment, seconds: float) -> None:
    """Deliver until nothing is due or under way, or for so many seconds; and no longer than a last message takes."""
    courier, end = Courier(deployment), time.monotonic() + seconds - SECONDS
    while courier.turn() and time.monotonic() < end:
        time.sleep(_PAUSE)
    courier.close()


def _told(delivery: Delivery) -> None:
    """Say of a delivery that was given up that it was."""
    if delivery.state is deliveries.State.GIVEN_UP:
        metrics.count("webhooks_given_up")
        told = {"delivery_id": delivery.delivery_id, "webhook_id": delivery.webhook_id, "job_id": delivery.job_id}
        log.warning("webhook_given_up", **told, reason=delivery.error)


def _since(delivery: Delivery) -> str:
    last = delivery.tries[-1].error if delivery.tries else "Its endpoint did not answer others."
    return f"It was not taken for 24 hours. {last}"
