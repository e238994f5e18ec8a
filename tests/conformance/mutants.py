"""The small kiosk with one guard taken away: each must be caught, by the rules that are named."""

from dataclasses import dataclass
from pathlib import Path

SMALL_KIOSK = Path(__file__).with_name("small_kiosk.py")


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """was: what stands in the small kiosk, once. is_: what stands there instead. caught_by: each of those."""

    name: str
    was: str
    is_: str
    caught_by: tuple[str, ...]

    def source(self) -> str:
        """The whole program. Raises ValueError where the small kiosk is written otherwise by now."""
        whole = SMALL_KIOSK.read_text("utf-8")
        if whole.count(self.was) != 1:
            raise ValueError(f"{self.name}: {self.was!r} stands {whole.count(self.was)} times")
        return whole.replace(self.was, self.is_)


def _mutant(name: str, was: str, is_: str, *caught_by: str) -> Mutant:
    return Mutant(name=name, was=was, is_=is_, caught_by=caught_by)


_AT_START = "        self.disk = Disk(folder)\n"
_FORGETS = "        self.disk = Disk(folder); self.disk.db.execute({!r})\n"

_ENROLMENT = (
    _mutant("key is not stored first", '            self.disk.put("next_key", key)\n', "", "enrol-key-first"),
    _mutant(
        "key in capitals", ".public_bytes_raw().hex()", ".public_bytes_raw().hex().upper()", "enrol-says-who"
    ),
    _mutant(
        "a wrong code ends it",
        "        except (NoAnswer, Refused) as error:\n            told",
        "        except NoAnswer as error:\n            told",
        "enrol-asks-again",
    ),
    _mutant("log of before", '("entry", "copy", "fact")', '("copy", "fact")', "enrol-anew"),
    _mutant(
        "body is not signed",
        "hashlib.sha256(body).hexdigest()]",
        'hashlib.sha256(b"").hexdigest()]',
        "sign-the-body",
    ),
    _mutant(
        "query is not signed",
        "method, target, hashlib",
        'method, target.partition("?")[0], hashlib',
        "sign-the-query",
    ),
    _mutant(
        "401 stops it",
        "if status == 409 and",
        "if status == 401 or status == 409 and",
        "unknown-kiosk-goes-on",
    ),
    _mutant("revoked goes on", '("revoked", "replaced")', '("replaced",)', "revoked-stops"),
    _mutant("replaced goes on", '("revoked", "replaced")', '("revoked",)', "replaced-stops"),
    _mutant(
        "any 403 stops it",
        'status == 403 and told.get("error") in ("revoked", "replaced")',
        "status == 403",
        "a-proxy-stops-nobody",
    ),
    _mutant(
        "any 409 stops it",
        'status == 409 and target == "/api/kiosk/push" and told.get("error") in NOT_OUR_LOG',
        "status == 409",
        "anothers-conflict-stops-nobody",
    ),
)

_LOG = (
    _mutant(
        "number before disk",
        'self.append(who["issuer_id"], who["incarnation"], at_ms, body)',
        'threading.Timer(1, self.append, (who["issuer_id"], who["incarnation"], at_ms, body)).start()',
        "disk-before-number",
    ),
    _mutant(
        "gaps", '(tip["event"]["seq"] + 1, tip["hash"])', '(tip["event"]["seq"] + 2, tip["hash"])', "no-gaps"
    ),
    _mutant("escaped", "ensure_ascii=False, sort_keys", "ensure_ascii=True, sort_keys", "chain"),
    _mutant("keys as they come", "sort_keys=True", "sort_keys=False", "chain"),
    _mutant("blanks", 'separators=(",", ":")', 'separators=(", ", ": ")', "chain"),
    _mutant("no line feed", "{prev_hash}\\n{canonical(event)}", "{prev_hash}{canonical(event)}", "chain"),
    _mutant("ticket id", "{issuer_id}.{incarnation}.{seq}", "{issuer_id}.{seq}", "entry-is-whole"),
    _mutant("201 entries", "MOST_ENTRIES = 200", "MOST_ENTRIES = 201", "at-most-200", "hands-over"),
    _mutant(
        "sent is held",
        '        answer = self.ask("POST", "/api/kiosk/push", asked)',
        '        self.disk.put("acked", last)\n        answer = self.ask("POST", "/api/kiosk/push", asked)',
        "lost-answers",
    ),
    _mutant(
        "outbox is begun anew",
        _AT_START,
        _FORGETS.format(
            "DELETE FROM entry WHERE seq > (SELECT COALESCE(MAX(told), 0) FROM fact WHERE name = 'acked')"
        ),
        "same-after-restart",
        "disk-before-number",
    ),
    _mutant(
        "all is sent always",
        'acked, last = self.disk.get("acked", 0), self.disk.last',
        "acked, last = 0, self.disk.last",
        "not-again",
    ),
    _mutant(
        "sent is taken",
        '            elif high > acked:\n                self.disk.put("acked", high)',
        '            elif high > acked:\n                self.disk.put("acked", last)',
        "half-taken",
    ),
    _mutant("409 goes on", "if status == 409 and", "if status == 0 and", "conflict-stops"),
    _mutant("lost log goes on", "if high > self.disk.last:", "if high < 0:", "lost-log-stops"),
    _mutant("seldom", "= 30.0, 60.0, 1.0", "= 300.0, 60.0, 1.0", "heartbeat"),
    _mutant(
        "silent when idle",
        "            entries = self.push()\n",
        '            if self.heard and not self.disk.after("entry", self.disk.get("acked", 0), 1):\n'
        "                return\n"
        "            entries = self.push()\n",
        "heartbeat",
    ),
    _mutant(
        "no version",
        '            "version": 1,\n            "issuer_id"',
        '            "version": 2 if entries else 1,\n            "issuer_id"',
        "version-and-name",
    ),
    _mutant("any version", ' or told.get("version") != 1:', ":", "other-version"),
    _mutant(
        "unknown fields",
        "        high, epoch, hall_ms = whole",
        '        if set(answer) - {"version", "high", "now_ms", "epoch", "recovering"}:\n'
        '            raise NoAnswer("what is that?")\n'
        "        high, epoch, hall_ms = whole",
        "unknown-fields",
    ),
    _mutant(
        "outbox without this push",
        '"outbox": last - acked',
        '"outbox": last - acked - len(entries)',
        "health-can-be-read",
    ),
)

_NUMBERS = (
    _mutant("no zeros", ":03d}", ":d}", "number-form"),
    _mutant("one count", "self.count(service_id, day", "self.count('', day", "number-form"),
    _mutant(
        "count in memory",
        'counts = self.disk.get("counts", {})',
        'counts = self.__dict__.setdefault("counts", {})',
        "never-twice",
        "count-goes-on",
    ),
    _mutant("short id", "secrets.token_hex(16)", "secrets.token_hex(8)", "ticket-body"),
    _mutant("day at Greenwich", ".astimezone(zone)", "", "day-at-the-hall"),
    _mutant(
        "never sure",
        "            if is_sure:\n                body |=",
        "            if False:\n                body |=",
        "hall-time",
    ),
    _mutant(
        "own clock as the hall's",
        "return self.heard[0] + steady_ms() - self.heard[1], True",
        "return wall_ms(), True",
        "hall-time",
    ),
    _mutant(
        "always sure",
        "            if is_sure:\n                body |=",
        "            if True:\n                body |=",
        "unheard-time",
    ),
    _mutant(
        "guesses anew",
        'max(wall_ms() + self.disk.get("behind_ms", 0), newest_ms)',
        "wall_ms()",
        "never-earlier",
    ),
    _mutant(
        "never anew",
        "begins = is_sure and day > sure_day and not has_unsure",
        "begins = not last",
        "count-begins-anew",
    ),
    _mutant("anew unsure", "begins = is_sure and day", "begins = day", "count-goes-on"),
    _mutant("priority is lost", 'body["priority"] = priority', "pass", "priority-is-told"),
    _mutant(
        "another promise",
        '{"p50_min": told["p50_min"],',
        '{"p50_min": told["p50_min"] + 1,',
        "promise-as-told",
    ),
    _mutant("every event", ' and of_kind == "hall"', "", "promise-as-told"),
    _mutant("promises alone", "is_estimate = self.view is None", "is_estimate = False", "no-promise-alone"),
    _mutant(
        "nobody joined",
        "joined = self.joined.get(service_id, 0) if is_estimate else 0",
        "joined = 0",
        "no-promise-alone",
    ),
    _mutant(
        "never closed",
        "if self.view is not None and service_id in",
        "if self.view is self and service_id in",
        "no-numbers",
    ),
    _mutant(
        "closed alone",
        '            if self.view is not None and service_id in self.view.get("no_numbers", {}):\n'
        '                return {"error": self.view["no_numbers"][service_id]}\n',
        '            if self.remembered is not None and service_id in self.remembered["no_numbers"]:\n'
        '                return {"error": self.remembered["no_numbers"][service_id]}\n',
        "every-service-alone",
    ),
    _mutant(
        "first catalogue",
        'if catalogue != self.disk.get("catalogue"):',
        'if self.disk.get("catalogue") is None:',
        "new-service",
    ),
    _mutant(
        "catalogue in memory",
        _AT_START,
        _FORGETS.format("DELETE FROM fact WHERE name = 'catalogue'"),
        "catalogue-is-kept",
        "disk-before-number",
    ),
)

_HALLS = (
    _mutant(
        "asks before each number, and goes on",
        "        with self.disk.writing():\n            if self.stopped:",
        '        try:\n            self.ask("GET", "/api/kiosk/catalogue")\n'
        "        except (NoAnswer, Refused):\n            pass\n"
        "        with self.disk.writing():\n            if self.stopped:",
        "slow",
    ),
    _mutant(
        "asks before each number",
        "        with self.disk.writing():\n            if self.stopped:",
        '        self.ask("GET", "/api/kiosk/catalogue")\n        with self.disk.writing():\n'
        "            if self.stopped:",
        "away",
        "failing",
        "log-in-page",
        "slow",
    ),
    _mutant(
        "nonsense ends it",
        "except (NoAnswer, Refused, KeyError, TypeError, ValueError) as error:",
        "except (NoAnswer, Refused) as error:",
        "nonsense",
    ),
    _mutant(
        "promise is not sent",
        '            "epoch": promised,\n',
        '            "epoch": 1,\n',
        "epoch-is-sent",
    ),
    _mutant(
        "promise in memory",
        _AT_START,
        _FORGETS.format("DELETE FROM fact WHERE name = 'epoch'"),
        "epoch-is-kept",
    ),
    _mutant(
        "held for ever",
        'self.disk.put("acked", high)\n            elif',
        'self.disk.put("acked", max(high, acked))\n            elif',
        "lost-is-sent-again",
    ),
    _mutant("any hall", "if epoch < promised:", "if epoch < 0:", "old-hall-is-not-believed"),
    _mutant(
        "any hall's events",
        ' or view.get("epoch", 1) < self.disk.get("epoch", 1):',
        ":",
        "old-hall-promises-nothing",
    ),
    _mutant("copies nothing", '                    self.disk.add("copy", entry)\n', "", "copies-the-log"),
    _mutant("copy in memory", _AT_START, _FORGETS.format("DELETE FROM copy"), "copies-the-log"),
    _mutant("copies what does not join", "if not joins or hash_of", "if hash_of", "copy-must-join-on"),
    _mutant(
        "copies what was changed",
        'if not joins or hash_of(entry["event"], entry["prev_hash"]) != entry["hash"]:',
        "if not joins:",
        "copy-must-join-on",
    ),
    _mutant("drops all", 'keep_to = page["base_seq"] if tip', "keep_to = -1 if tip", "copy-unknown"),
    _mutant("is all", "is_all = len(entries) < MOST_ENTRIES", "is_all = True", "hands-over"),
    _mutant("from the first", 'seq = self.page()[1]["base_seq"]', "seq = -1", "hands-over"),
    _mutant(
        "nothing is not said",
        '            self.ask("POST", "/api/kiosk/hand-over", message)',
        '            if entries:\n                self.ask("POST", "/api/kiosk/hand-over", message)',
        "hands-over-nothing",
    ),
    _mutant("tells no own log", 'message["own_last"] = self.disk.last', "pass", "own-last"),
    _mutant(
        "hands over once",
        "            if is_all:\n                return\n            seq = entries",
        "            if is_all:\n"
        '                self.disk.db.execute("DELETE FROM copy WHERE seq > 5")\n'
        "                return\n            seq = entries",
        "hands-over-again",
    ),
    _mutant(
        "gathering takes",
        "            elif high > acked:\n",
        '            elif answer.get("recovering"):\n                self.disk.put("acked", last)\n'
        "            elif high > acked:\n",
        "gathering-takes-nothing",
    ),
)

MUTANTS = (*_ENROLMENT, *_LOG, *_NUMBERS, *_HALLS)
