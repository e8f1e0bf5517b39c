"""The clocks of an installation, as the Date headers of its answers tell them, against the clock of this machine."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from functions.common.errors import SetupError

TOLERANCE_SECONDS = 30.0  # S3 refuses at 15 minutes; long before that, signed URLs live shorter than they say

Clock = Callable[[], datetime]


class ClocksDiffer(SetupError):
    """The clocks differ, and signed URLs hold by the clock."""

    hint = "Let NTP set the clock of each machine (timedatectl set-ntp true)."


def here() -> datetime:
    """Give this machine's time."""
    return datetime.now(UTC)


class Clocks:
    """How far the clocks that were seen are ahead of this machine's, seconds."""

    def __init__(self, clock: Clock = here) -> None:
        """Take this machine's clock."""
        self._clock = clock
        self._ahead: dict[str, float] = {}

    def see(self, whose: str, headers: Mapping[str, str]) -> None:
        """Document the Date of an answer (RFC 9110, section 6.6.1), which is cut to the second, just as it came."""
        if date := headers.get("date"):
            self._ahead[whose] = (parsedate_to_datetime(date) - self._clock()).total_seconds() + 0.5

    def compare(self) -> str:
        """Give how far apart they are. Raises ClocksDiffer naming each."""
        all_of_them = {**self._ahead, "this machine": 0.0}
        spread = max(all_of_them.values()) - min(all_of_them.values())
        if spread > TOLERANCE_SECONDS:
            raise ClocksDiffer(" ".join(_described(whose, ahead) for whose, ahead in self._ahead.items()))
        return f"{', '.join(all_of_them)}: within {max(1.0, spread):.0f} s"


def _described(whose: str, ahead: float) -> str:
    direction = "ahead of" if ahead > 0 else "behind"
    if abs(ahead) < 1:
        return f"That of {whose} is that of this machine."
    return f"That of {whose} is {abs(ahead):,.0f} s {direction} this machine's."
