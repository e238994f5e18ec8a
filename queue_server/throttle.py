"""Slow down whoever tries one password after another."""

from collections import OrderedDict

WINDOW_MS = 5 * 60_000
MOST_BY_NAME = 5
MOST_BY_ADDRESS = 20  # a whole hall may share one address
MOST_REMEMBERED = 10_000  # names and addresses; an attacker must not fill the memory with them


class LoginThrottle:
    """Counts the tries of the last minutes, by log-in name and by address."""

    def __init__(self) -> None:
        self._tries: OrderedDict[str, list[int]] = OrderedDict()

    def wait_ms(self, login: str, address: str, now_ms: int) -> int:
        """Note a try, and return 0; or how long to wait first, and note nothing."""
        limits = {f"name {login}": MOST_BY_NAME, f"address {address}": MOST_BY_ADDRESS}
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
        """They knew the password."""
        self._tries.pop(f"name {login}", None)
        self._tries.pop(f"address {address}", None)
