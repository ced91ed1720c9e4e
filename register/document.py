"""Write docs/NORMS.md from the rule data: `python -m register.document > docs/NORMS.md`."""

from __future__ import annotations

import sys

from register.model import Rule
from register.rules import load_rules

_HEAD = """\
# The prescribed register 规范书面礼貌用语

Generated from `register/data/rules.toml` by `python -m register.document`; change the rules there.

Every line that leaves the system passes these rules: the bot's, the system's and the agents'. Rules of scope
*line* are judged by the checker on a single line; rules of scope *dialogue* hold over a conversation and are
held by dialogue tests. A *block* keeps a line from going out, a *warn* is shown and lets it pass. A rule can be
milder in one case: a doubled acknowledgement (R02) only warns.

| id | rule | scope | verdict |
|---|---|---|---|
"""


def norms() -> str:
    """The whole page."""
    rules = load_rules()
    rows = "".join(f"| {r.id} | {r.title} | {r.scope} | {r.verdict if r.scope == 'line' else '—'} |\n" for r in rules)
    return _HEAD + rows + "".join(map(_section, rules))


def _section(rule: Rule) -> str:
    return (
        f"\n## {rule.id} {rule.title}\n\n{rule.says}\n\n{rule.in_english}\n\n- ✗ {rule.breach}\n- ✓ {rule.compliant}\n"
    )


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a redirected stdout may be ASCII
    sys.stdout.write(norms())
