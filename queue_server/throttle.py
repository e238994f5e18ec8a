"""Slow down whoever tries one password after another, without locking out whoever owns the log-in."""

from collections import OrderedDict

WINDOW_MS = 5 * 60_000
MOST_BY_BOTH = 5  # one name from one address
MOST_BY_NAME = 50  # from many addresses; higher, or anybody could keep a clerk out
MOST_BY_ADDRESS = 20  # a whole hall may share one address
MOST_REMEMBERED = 10_000  # names and addresses; an attacker must not fill the memory with them

Key = tuple[str | None, str | None]


class LoginThrottle:
    """Counts the failed tries of the last minutes: by log-in name, by address, and by both together."""

    def __init__(self) -> None:
        self._tries: OrderedDict[Key, list[int]] = OrderedDict()

    def wait_ms(self, login: str, address: str, now_ms: int) -> int:
        """Note a try, and return 0; or how long to wait first, and note nothing."""
        limits = _limits(login, address)
        for key, most in limits.items():
            recent = [at_ms for at_ms in self._tries.get(key, ()) if now_ms - at_ms < WINDOW_MS]
            if len(recent) >= most:
                return recent[-most] + WINDOW_MS - now_ms
        for key, most in limits.items():
            self._tries[key] = [*self._tries.pop(key, ()), now_ms][-most:]
        while len(self._tries) > MOST_REMEMBERED:
            self._tries.popitem(last=False)
        return 0

    def forgive(self, login: str, address: str) -> None:
        """They knew the password: their own tries are forgotten, those of others at the address are not."""
        for at_ms in self._tries.pop((login, address), ()):
            for key in ((login, None), (None, address)):
                tries = self._tries.get(key, [])
                if at_ms in tries:
                    tries.remove(at_ms)


def _limits(login: str, address: str) -> dict[Key, int]:
    return {
        (login, address): MOST_BY_BOTH,
        (login, None): MOST_BY_NAME,
        (None, address): MOST_BY_ADDRESS,
    }
