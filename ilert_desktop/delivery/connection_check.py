"""Finds out how far the way to an endpoint goes, without raising an alert: a GET without a key and without a body.

It takes the way that sends take: the same certificates, proxies and limits, and no redirect is followed.
"""

import asyncio
from concurrent.futures import Future
from functools import partial
from typing import Final
from urllib.parse import urlsplit

import msgspec

from ilert_desktop.daemon_thread import on_daemon_thread
from ilert_desktop.delivery.check_steps import CheckStep, Step, StepState, Walk
from ilert_desktop.delivery.clients import LONGEST_SECONDS, Clients, NoClient
from ilert_desktop.delivery.endpoints import PracticeServer, TargetUnavailable
from ilert_desktop.delivery.event_loop import DeliveryLoop
from ilert_desktop.delivery.failure_words import Hop
from ilert_desktop.sources.source import endpoint_fault, is_practice_endpoint


class ConnectionCheck(msgspec.Struct, frozen=True):
    """What came of checking `endpoint`: its steps in the order in which they are gone."""

    endpoint: str
    steps: tuple[CheckStep, ...]

    @property
    def passed(self) -> bool:
        """Whether an answer came; which one does not matter, since without a key it can only be a refusal."""
        return all(step.state is StepState.PASSED for step in self.steps)


class ConnectionChecker:
    """Checks endpoints, each on a daemon thread of its own.

    Args:
        practice: what answers at the symbolic endpoint of practice; it is started when it is checked.
        seconds: how long one check takes at most, the look-up of the name included.
    """

    def __init__(self, practice: PracticeServer, *, seconds: float = LONGEST_SECONDS) -> None:
        self._practice = practice
        self._seconds = seconds

    def check(self, endpoint: str) -> Future[ConnectionCheck]:
        """Start a check; the future carries its result, and never fails for what is wrong with the network."""
        return on_daemon_thread(partial(self._check, endpoint), name="connection check")

    def _check(self, endpoint: str) -> ConnectionCheck:
        if fault := endpoint_fault(endpoint):
            return _stopped(endpoint, fault)
        try:
            url = self._practice.events_url() if is_practice_endpoint(endpoint) else endpoint
        except TargetUnavailable as problem:
            return _stopped(endpoint, problem.sentence)
        with asyncio.Runner(loop_factory=DeliveryLoop) as runner:
            return ConnectionCheck(endpoint, runner.run(_walk(url, self._seconds)))


def _stopped(endpoint: str, sentence: str) -> ConnectionCheck:
    return ConnectionCheck(endpoint, (CheckStep(Step.NAME, StepState.FAILED, sentence),))


async def _walk(url: str, seconds: float) -> tuple[CheckStep, ...]:
    import httpx  # noqa: PLC0415 - start-up cost

    parts = urlsplit(url)
    walk = Walk(Hop(parts.hostname or url), secure=parts.scheme == "https")
    clients = Clients()
    try:
        async with asyncio.timeout(seconds):
            client, proxy = await clients.client_for(url)
            walk.take(proxy)
            first = urlsplit(url if proxy is None else proxy.url)
            await walk.look_up(first.hostname or "", first.port or (443 if first.scheme == "https" else 80))
            asked = client.stream("GET", url, headers=_HEADERS, extensions={"trace": walk.on_trace})
            async with asked:
                pass
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, NoClient) as error:
        walk.fail(error)
    finally:
        await walk.end()
        await clients.close()
    return walk.steps()


_HEADERS: Final = {"Accept": "application/json"}
