"""A small kiosk without a screen, written from docs/protocol.md alone, which shows that the page is enough.

It knows nothing of this project's own program: the standard library, and `cryptography` for its key.
"""

import base64
import hashlib
import http.client
import json
import os
import random
import secrets
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

HASTE = float(os.environ.get("MOTCUA_HASTE", "1"))
HEARTBEAT_S, LONGEST_PAUSE_S, COPY_EVERY_S = 30.0, 60.0, 1.0
NOT_OUR_LOG = ("gap", "fork", "incarnation")
MOST_ENTRIES = 200
ZEROS = "0" * 64
KEPT_MS = 30 * 24 * 60 * 60_000
LONGEST_GUESS_S = 600.0
Message = dict[str, Any]


class NoAnswer(Exception):
    """Nothing that can be used came back; to be tried again."""


class Refused(Exception):
    """The hall says no. Its reason is the message."""


class Stopped(Exception):
    """This kiosk must give no more numbers."""


def canonical(event: Message) -> str:
    return json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hash_of(event: Message, prev_hash: str) -> str:
    return hashlib.sha256(f"{prev_hash}\n{canonical(event)}".encode()).hexdigest()


def authorization(key: bytes, asker: str, method: str, target: str, body: bytes) -> str:
    text = "\n".join(["motcua-request-1", method, target, hashlib.sha256(body).hexdigest()])
    signature = Ed25519PrivateKey.from_private_bytes(key).sign(text.encode())
    return f"Motcua-Ed25519 {asker}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def steady_ms() -> int:
    return time.monotonic_ns() // 1_000_000


def wall_ms() -> int:
    return time.time_ns() // 1_000_000


class Disk:
    """All that must be there after a power cut. One write at a time, and each is on disk when it returns."""

    def __init__(self, folder: Path) -> None:
        self.lock = threading.RLock()
        self.db = sqlite3.connect(folder / "small.db", check_same_thread=False, isolation_level=None)
        self.db.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, told TEXT NOT NULL);"
            "CREATE TABLE IF NOT EXISTS entry (seq INTEGER PRIMARY KEY, raw TEXT NOT NULL);"
            "CREATE TABLE IF NOT EXISTS copy (seq INTEGER PRIMARY KEY, raw TEXT NOT NULL);"
        )

    @contextmanager
    def writing(self) -> Iterator[None]:
        with self.lock:
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.db.execute("ROLLBACK")
                raise
            self.db.execute("COMMIT")

    def get(self, name: str, default: Any = None) -> Any:
        with self.lock:
            row = self.db.execute("SELECT told FROM fact WHERE name = ?", (name,)).fetchone()
        return default if row is None else json.loads(row[0])

    def put(self, name: str, told: Any) -> None:
        with self.lock:
            self.db.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, json.dumps(told)))

    def after(self, table: str, seq: int, most: int) -> list[Message]:
        with self.lock:
            rows = self.db.execute(
                f"SELECT raw FROM {table} WHERE seq > ? ORDER BY seq LIMIT ?",  # noqa: S608 - one of two names
                (seq, most),
            ).fetchall()
        return [json.loads(raw) for (raw,) in rows]

    def tip(self, table: str) -> Message | None:
        with self.lock:
            row = self.db.execute(f"SELECT raw FROM {table} ORDER BY seq DESC LIMIT 1").fetchone()  # noqa: S608
        return None if row is None else json.loads(row[0])

    def add(self, table: str, entry: Message) -> None:
        raw = json.dumps(entry, ensure_ascii=False)
        self.db.execute(f"INSERT INTO {table} VALUES (?, ?)", (entry["event"]["seq"], raw))  # noqa: S608

    @property
    def last(self) -> int:
        tip = self.tip("entry")
        return 0 if tip is None else int(tip["event"]["seq"])


class SmallKiosk:
    def __init__(self, url: str, folder: Path) -> None:
        self.address = urlsplit(url)
        self.disk = Disk(folder)
        self.asking = threading.Lock()  # an answer to one enrolment is none to the next
        self.stopped = False
        self.handed_over = 0
        self.woken, self.to_copy = threading.Event(), threading.Event()
        self.view: Message | None = None
        self.remembered: Message | None = None
        self.joined: dict[str, int] = {}
        self.sign_ms = 0
        self.heard: tuple[int, int] | None = None
        tip = self.disk.tip("entry")
        newest_ms = 0 if tip is None else tip["event"]["at_ms"]
        self.guess: tuple[int, int] = (max(wall_ms() + self.disk.get("behind_ms", 0), newest_ms), steady_ms())

    # ---- the clock ----

    def own_ms(self) -> int:
        return self.guess[0] + steady_ms() - self.guess[1]

    def moment(self) -> tuple[int, bool]:
        if self.heard is None:
            return self.own_ms(), False
        return self.heard[0] + steady_ms() - self.heard[1], True

    # ---- the verbs ----

    def enrol(self, code: str) -> Message:
        with self.asking:
            return self.become(code)

    def become(self, code: str) -> Message:
        key = self.disk.get("next_key")
        if key is None:
            key = secrets.token_bytes(32).hex()
            self.disk.put("next_key", key)
        public_key = (
            Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key)).public_key().public_bytes_raw().hex()
        )
        asked = {"version": 1, "code": code, "public_key": public_key}
        told = self.ask("POST", "/api/kiosk/enrol", asked)
        who = {name: told[name] for name in ("issuer_id", "incarnation", "series")}
        with self.disk.writing():
            for table in ("entry", "copy", "fact"):
                self.disk.db.execute(f"DELETE FROM {table}")  # noqa: S608 - a log is of one enrolment
            self.disk.put("who", {**who, "key": key})
        self.stopped, self.handed_over = False, 0
        self.woken.set()
        return who

    def issue(self, service_id: str, priority: str = "regular") -> Message:
        with self.disk.writing():
            if self.stopped:
                return {"error": "stopped"}
            catalogue, who = self.disk.get("catalogue"), self.disk.get("who")
            if catalogue is None:
                return {"error": "not_ready"}
            service = next((one for one in catalogue["services"] if one["id"] == service_id), None)
            if service is None:
                return {"error": "unknown_service"}
            if self.view is not None and service_id in self.view.get("no_numbers", {}):
                return {"error": self.view["no_numbers"][service_id]}
            at_ms, is_sure = self.moment()
            zone = ZoneInfo(catalogue["hall"]["timezone"])
            day = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone).date().isoformat()
            number = f"{service['letter']}{who['series']}-{self.count(service_id, day, is_sure):03d}"
            public_id = secrets.token_hex(16)
            body: Message = {
                "number": number,
                "service_id": service_id,
                "service_day": day,
                "public_id": public_id,
            }
            if priority in {one["id"] for one in catalogue.get("priorities", [])}:
                body["priority"] = priority
            told = self.outlook(service_id, body.get("priority", "regular"))
            if "p50_min" in told and not told["is_estimate"]:
                body |= {"p50_min": told["p50_min"], "p80_min": told["p80_min"]}
            if is_sure:
                body |= {"hall_time": 1}
            self.append(who["issuer_id"], who["incarnation"], at_ms, body)
            self.joined[service_id] = self.joined.get(service_id, 0) + 1
        self.woken.set()
        return {"number": number, "public_id": public_id, **told}

    def tell(self) -> Message:
        return {
            "last": self.disk.last,
            "acked": self.disk.get("acked", 0),
            "epoch": self.disk.get("epoch", 1),
            "online": self.view is not None,
            "stopped": self.stopped,
        }

    def count(self, service_id: str, day: str, is_sure: bool) -> int:
        counts = self.disk.get("counts", {})
        last, sure_day, has_unsure = counts.get(service_id, [0, "", False])
        begins = is_sure and day > sure_day and not has_unsure
        last = 1 if begins else last + 1
        if is_sure and day > sure_day:
            sure_day, has_unsure = day, False
        counts[service_id] = [last, sure_day, has_unsure or not is_sure]
        self.disk.put("counts", counts)
        return int(last)

    def append(self, issuer_id: str, incarnation: int, at_ms: int, body: Message) -> None:
        tip = self.disk.tip("entry")
        seq, prev_hash = (1, ZEROS) if tip is None else (tip["event"]["seq"] + 1, tip["hash"])
        event = {
            "seq": seq,
            "kind": "ticket_issued",
            "at_ms": at_ms,
            "actor": f"kiosk:{issuer_id}",
            "ticket_id": f"{issuer_id}.{incarnation}.{seq}",
            "before": None,
            "after": "waiting",
            "body": body,
        }
        self.disk.add("entry", {"event": event, "prev_hash": prev_hash, "hash": hash_of(event, prev_hash)})

    def outlook(self, service_id: str, priority: str) -> Message:
        """What the citizen is told of the queue."""
        view = self.view or self.remembered
        is_estimate = self.view is None
        if view is None or (is_estimate and steady_ms() - self.sign_ms > LONGEST_GUESS_S * 1000):
            return {}
        waiting = view["waiting"].get(service_id, 0)
        joined = self.joined.get(service_id, 0) if is_estimate else 0
        told: Message = {"ahead": waiting + joined, "is_estimate": is_estimate}
        wait = view.get("waits", {}).get(service_id, {}).get(priority)
        if wait is not None:
            longer = (waiting + joined + 1) / (waiting + 1)
            told |= {name: wait[name] * longer if joined else wait[name] for name in ("p50_min", "p80_min")}
        return told

    # ---- the line ----

    def connect(self, timeout_s: float) -> http.client.HTTPConnection:
        of_scheme = {"https": http.client.HTTPSConnection}.get(
            self.address.scheme, http.client.HTTPConnection
        )
        return of_scheme(self.address.netloc, timeout=timeout_s)

    def ask(self, method: str, target: str, message: Message | None = None) -> Message:
        body = b"" if message is None else json.dumps(message, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json"}
        who = self.disk.get("who")
        if target != "/api/kiosk/enrol":
            asker = f"{who['issuer_id']}.{who['incarnation']}"
            headers["Authorization"] = authorization(bytes.fromhex(who["key"]), asker, method, target, body)
        line = self.connect(10.0)
        try:
            line.request(method, target, body, headers)
            answer = line.getresponse()
            status, told = answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NoAnswer(type(error).__name__) from error
        finally:
            line.close()
        if not isinstance(told, dict):
            raise NoAnswer("not a message")
        if target != "/api/kiosk/enrol":
            if status == 409 and target == "/api/kiosk/push" and told.get("error") in NOT_OUR_LOG:
                raise Stopped
            if status == 403 and told.get("error") in ("revoked", "replaced"):
                raise Stopped
        if 400 <= status < 500:
            raise Refused(str(told.get("error")))
        if status != 200 or told.get("version") != 1:
            raise NoAnswer(str(status))
        return told

    def keep_sending(self) -> None:
        failures = 0
        while True:
            self.woken.clear()
            pause_s = HEARTBEAT_S
            if self.disk.get("who") is not None and not self.stopped:
                try:
                    with self.asking:
                        self.exchange()
                    failures = 0
                except Stopped:
                    self.stopped = True
                except (NoAnswer, Refused, KeyError, TypeError, ValueError) as error:
                    failures += 1
                    most_s = LONGEST_PAUSE_S if isinstance(error, Refused) else 2.0 ** min(failures - 1, 6)
                    pause_s = min(LONGEST_PAUSE_S, most_s) * random.uniform(0.5, 1)
            self.woken.wait(pause_s / HASTE)

    def exchange(self) -> None:
        catalogue = self.ask("GET", "/api/kiosk/catalogue")
        if not catalogue["hall"]["timezone"] or not all(
            one["id"] and one["letter"] for one in catalogue["services"]
        ):
            raise NoAnswer("not a catalogue")
        if catalogue != self.disk.get("catalogue"):
            self.disk.put("catalogue", catalogue)
        while True:
            entries = self.push()
            if not self.disk.after("entry", self.disk.get("acked", 0), 1):
                return
            if entries and self.disk.get("acked", 0) < entries[0]["event"]["seq"]:
                raise NoAnswer("the hall took nothing")

    def push(self) -> list[Message]:
        who, promised = self.disk.get("who"), self.disk.get("epoch", 1)
        with self.disk.lock:
            acked, last = self.disk.get("acked", 0), self.disk.last
            entries = self.disk.after("entry", acked, MOST_ENTRIES)
        oldest_ms = entries[0]["event"]["at_ms"] if entries else None
        health = {
            "outbox": last - acked,
            "oldest_unsent_ms": oldest_ms,
            "paper": "unknown",
            "disk_free_mb": None,
            "program_version": "small",
            "wall_ms": wall_ms(),
        }
        asked = {
            "version": 1,
            "issuer_id": who["issuer_id"],
            "incarnation": who["incarnation"],
            "entries": entries,
            "now_ms": self.own_ms(),
            "epoch": promised,
            "health": health,
        }
        asked_ms = steady_ms()
        answer = self.ask("POST", "/api/kiosk/push", asked)
        high, epoch, hall_ms = whole(answer["high"]), whole(answer.get("epoch", 1)), whole(answer["now_ms"])
        with self.disk.writing():
            if epoch < promised:
                raise NoAnswer("a hall that was replaced")
            if high > self.disk.last:
                raise Stopped
            if epoch > promised:
                self.disk.put("epoch", epoch)
                self.disk.put("acked", high)
            elif high > acked:
                self.disk.put("acked", high)
        self.hear_time(hall_ms, asked_ms)
        if answer.get("recovering") and self.handed_over != epoch and epoch == promised:
            self.hand_over(epoch)
            self.handed_over = epoch
            return []
        return entries if epoch == promised else []

    def hear_time(self, hall_ms: int, asked_ms: int) -> None:
        now_ms = steady_ms()
        self.heard = (hall_ms + (now_ms - asked_ms) // 2, now_ms)
        behind_ms = self.heard[0] - wall_ms()
        if abs(behind_ms - self.disk.get("behind_ms", 0)) > 1000:
            self.disk.put("behind_ms", behind_ms)

    # ---- the hall's own log ----

    def page(self) -> tuple[Message | None, Message]:
        tip = self.disk.tip("copy")
        seq, hash_ = (-1, ZEROS) if tip is None else (tip["event"]["seq"], tip["hash"])
        return tip, self.ask("GET", f"/api/kiosk/log?after={seq}&hash={hash_}")

    def catch_up(self) -> None:
        while True:
            tip, page = self.page()
            if page["epoch"] != self.disk.get("epoch", 1):
                return
            with self.disk.writing():
                if not page["is_known"]:
                    keep_to = page["base_seq"] if tip and tip["event"]["seq"] > page["base_seq"] else -1
                    self.disk.db.execute("DELETE FROM copy WHERE seq > ?", (keep_to,))
                    continue
                for entry in page["entries"]:
                    joins = tip is None or (
                        entry["event"]["seq"] == tip["event"]["seq"] + 1 and entry["prev_hash"] == tip["hash"]
                    )
                    if not joins or hash_of(entry["event"], entry["prev_hash"]) != entry["hash"]:
                        raise NoAnswer("the hall's log is not whole")
                    self.disk.add("copy", entry)
                    tip = entry
                for entry in self.disk.after("copy", 0, MOST_ENTRIES):
                    if entry["event"]["at_ms"] >= self.moment()[0] - KEPT_MS:
                        break
                    self.disk.db.execute("DELETE FROM copy WHERE seq = ?", (entry["event"]["seq"],))
            if not page["entries"] or page["entries"][-1]["event"]["seq"] >= page["last"]:
                return

    def hand_over(self, epoch: int) -> None:
        seq = self.page()[1]["base_seq"]
        while True:
            entries = self.disk.after("copy", seq, MOST_ENTRIES)
            is_all = len(entries) < MOST_ENTRIES
            message = {"version": 1, "epoch": epoch, "entries": entries, "is_all": is_all}
            message["own_last"] = self.disk.last
            self.ask("POST", "/api/kiosk/hand-over", message)
            if is_all:
                return
            seq = entries[-1]["event"]["seq"]

    def keep_copying(self) -> None:
        while True:
            self.to_copy.wait()
            self.to_copy.clear()
            try:
                self.catch_up()
            except (NoAnswer, Refused, Stopped, KeyError, TypeError):
                self.to_copy.set()
            time.sleep(COPY_EVERY_S / HASTE)

    # ---- the hall's events ----

    def keep_listening(self) -> None:
        while True:
            line = self.connect(40.0)
            try:
                if self.disk.get("who") is not None:
                    self.listen(line)
            except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
                pass
            finally:
                line.close()
            self.view = None
            time.sleep(1 / HASTE)

    def listen(self, line: http.client.HTTPConnection) -> None:
        line.request("GET", "/api/hall/events")
        answer = line.getresponse()
        of_kind = ""
        while answer.status == 200 and (read := answer.readline()):
            if self.view is not None:
                self.sign_ms = steady_ms()
            name, _, told = read.decode().rstrip("\r\n").partition(":")
            if not name and not told:
                of_kind = ""
            elif name == "event":
                of_kind = told.strip()
            elif name == "data" and of_kind == "hall":
                self.hear(json.loads(told))

    def hear(self, view: Message) -> None:
        if view["version"] != 1 or view.get("epoch", 1) < self.disk.get("epoch", 1):
            raise ValueError("a hall that was replaced, or another version")
        if self.remembered is None or view["feed_seq"] != self.remembered["feed_seq"]:
            self.to_copy.set()
        if self.view is None or view.get("awaited") != self.view.get("awaited"):
            self.woken.set()
        self.joined.clear()
        self.view = self.remembered = view
        self.sign_ms = steady_ms()


def whole(told: Any) -> int:
    if not isinstance(told, int) or isinstance(told, bool):
        raise NoAnswer("not a number")
    return told


def main() -> None:
    kiosk = SmallKiosk(os.environ["MOTCUA_HALL_URL"], Path(os.environ["MOTCUA_STATE"]))
    for work in (kiosk.keep_sending, kiosk.keep_copying, kiosk.keep_listening):
        threading.Thread(target=work, daemon=True).start()
    verbs: dict[str, Callable[..., Message]]
    verbs = {"enrol": kiosk.enrol, "issue": kiosk.issue, "tell": kiosk.tell}
    for line in sys.stdin:
        asked = json.loads(line)
        verb = asked.pop("do")
        try:
            told = verbs[verb](**asked)
        except (NoAnswer, Refused) as error:
            told = {"error": str(error)}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
