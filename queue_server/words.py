"""Every word a person reads on a page, in Vietnamese first and English second. Data, not code."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).parent / "words"


@dataclass(frozen=True, kw_only=True)
class Words:
    """The same keys in both languages; `{name}` in a text is filled in."""

    vi_texts: Mapping[str, str]
    en_texts: Mapping[str, str]

    def vi(self, key: str, **details: str | int) -> str:
        """The Vietnamese text of `key`."""
        return self.vi_texts[key].format(**details)

    def en(self, key: str, **details: str | int) -> str:
        """The English text of `key`."""
        return self.en_texts[key].format(**details)

    def under(self, prefix: str) -> dict[str, dict[str, str]]:
        """Both texts of every key that begins with `prefix`, for a page's script: {"rest": {"vi", "en"}}."""
        return {
            key.removeprefix(prefix): {"vi": text, "en": self.en_texts[key]}
            for key, text in self.vi_texts.items()
            if key.startswith(prefix)
        }


def load_words() -> Words:
    """The words this version was shipped with."""
    vi, en = (json.loads((_HERE / f"{code}.json").read_text(encoding="utf-8")) for code in ("vi", "en"))
    return Words(vi_texts=vi, en_texts=en)
