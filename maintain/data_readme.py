"""Write `data/README.md`, the dictionary of the tables, from `data/tables.yml` and `data/tables.d/`.

`render()` gives the text, `write()` puts it in its place, `check()` says what is stale; `build()` is what the
maintainer's command calls.
"""

from __future__ import annotations

from pathlib import Path

from eunato import course, tables

FACT_FILES: dict[str, tuple[str, ...]] = {
    "institutions": (
        "arrangements.csv", "article5_vs_427.csv", "disputes.csv", "memberships.csv", "milestones.csv", "missions.csv",
        "progress_reports.csv", "proposals_areas.csv", "sources.csv", "structured_dialogues.csv",
    ),
    "money": (
        "arms_imports.csv", "capabilities.csv", "cost_of_autonomy.csv", "defence_expenditure.csv", "eu_instruments.csv",
        "gdp.csv", "military_mobility.csv", "national_escape_clause.csv", "opinion.csv", "post_march_2026.csv", "purl.csv",
        "safe_allocations.csv", "sources.csv", "spending_gap_derived.csv", "spending_pledges.csv", "ukraine_support.csv",
        "ukraine_support_eu_shares.csv", "ukraine_support_monthly.csv", "ukraine_support_procurement.csv",
    ),
    "rifts": (
        "claims.csv", "european_pillar.csv", "frictions.csv", "options.csv", "positions.csv", "scenarios.csv",
        "seminar_cases.csv", "small_formats.csv", "sources.csv", "trump2_timeline.csv",
    ),
}  # fmt: skip
"""The research files, by folder. A file that no table names is for later lessons."""

LATER: dict[str, str] = {
    "institutions/article5_vs_427.csv": "lesson 08",
    "institutions/milestones.csv": "`events`, lesson 01",
    "institutions/missions.csv": "`operations`, lesson 04",
    "institutions/progress_reports.csv": "`proposal_mentions`, lesson 03",
    "institutions/proposals_areas.csv": "`proposals`, lesson 03",
    "institutions/structured_dialogues.csv": "`interactions`, lesson 03",
    "money/arms_imports.csv": "`procurement_estimates`, lesson 06",
    "money/capabilities.csv": "`capabilities`, lesson 08",
    "money/cost_of_autonomy.csv": "`gap_estimates`, lesson 08",
    "money/defence_expenditure.csv": "`spending`, lesson 05",
    "money/eu_instruments.csv": "`instruments`, lessons 05, 06 and 09",
    "money/gdp.csv": "`macro`, lesson 05",
    "money/military_mobility.csv": "lesson 06",
    "money/national_escape_clause.csv": "lesson 05",
    "money/opinion.csv": "lesson 07",
    "money/post_march_2026.csv": "`events`, lesson 01, and the boxes 'After the brief'",
    "money/purl.csv": "`purl_pledges`, lesson 09",
    "money/safe_allocations.csv": "`safe_allocations`, lesson 06",
    "money/spending_gap_derived.csv": "lesson 05",
    "money/spending_pledges.csv": "`pledges`, lesson 05",
    "money/ukraine_support.csv": "`ukraine_aid`, lesson 09",
    "money/ukraine_support_eu_shares.csv": "`ukraine_aid`, lesson 09",
    "money/ukraine_support_monthly.csv": "`ukraine_aid`, lesson 09",
    "money/ukraine_support_procurement.csv": "`purl_pledges`, lesson 09",
    "rifts/european_pillar.csv": "lesson 06",
    "rifts/frictions.csv": "lesson 10",
    "rifts/options.csv": "`options`, lesson 10",
    "rifts/scenarios.csv": "`scenarios`, lesson 10",
    "rifts/seminar_cases.csv": "the seminar kit",
    "rifts/small_formats.csv": "lesson 10",
}
"""Where a research file goes that no table uses yet."""

_HEAD = """\
# The data of the course

This file is made from `tables.yml` and `tables.d/` by `python3 start.py maintain build`. Change those, not this page.

- One CSV file per table: UTF-8, comma, one row per observation, one header row. Any spreadsheet opens them.
- `true` and `false` stand for yes and no; dates are written 2004-05-01; several values in a cell are joined by `;`.
- Every table names its sources by id; the ids stand in [sources.csv](sources.csv).
- `evidence` is one of five labels: D data, E published estimate, A assumption, I interpretation, S your score.
- `status` is `confirmed`, or `unconfirmed` where at least one cell is general knowledge or only reported. The note says which cell.
- In Python: `tables.load("countries")`, `tables.describe("countries")`, `tables.names()`.
- Later events are dated. The brief is of March 2026, the evidence is thin after July 2026 and ends on 8 October 2026.
"""


def render() -> str:
    """The whole page as Markdown."""
    names = tables.names()
    parts = [_HEAD, "## Tables\n"]
    parts.append("| Table | One row is | Rows |\n| --- | --- | ---: |")
    parts += [f"| [{name}](#{name}) | {_cell(tables.info(name).row)} | {len(tables.records(name))} |" for name in names]
    for name in names:
        parts.append(_table(tables.describe(name)))
    parts.append(_map(names))
    return "\n".join(parts).rstrip() + "\n"


def write() -> Path:
    """Put the page in its place and return its path."""
    path = course.DATA / "README.md"
    path.write_text(render(), encoding="utf-8", newline="\n")
    return path


def build(paths: list[str] | None = None) -> list[Path]:
    """Write the page if it is stale; returns the files written. `paths` is there for the maintainer's command only."""
    return [write()] if check() else []


def check(paths: list[str] | None = None) -> list[str]:
    """What is stale: one sentence, or an empty list. `paths` is there for the maintainer's command only."""
    path = course.DATA / "README.md"
    if not path.is_file():
        return ["data/README.md is missing; write it with `python3 start.py maintain build`"]
    if path.read_text(encoding="utf-8") != render():
        return ["data/README.md no longer fits the tables; write it again with `python3 start.py maintain build`"]
    return []


def _table(info: tables.TableInfo) -> str:
    lines = [f"\n### {info.name}\n", f"**{info.title}.** One row is {info.row}. {info.n_rows} rows in"]
    lines[-1] += f" [{info.name}.csv]({info.name}.csv), key: {', '.join(f'`{part}`' for part in info.key)}.\n"
    lines.append("| Column | Meaning | Unit | What may stand there |\n| --- | --- | --- | --- |")
    for column in info.columns:
        needed = "" if column.required else "; may be empty"
        lines.append(f"| `{column.name}` | {_cell(column.description)} | {column.unit or '–'} | {_cell(_may(column))}{needed} |")
    lines.append("")
    for title, items in (
        ("Source", (info.sources,)),
        ("Licence", (info.licence,)),
        ("Definitions and their changes", info.definitions),
        ("What is missing", info.missing),
    ):
        kept = [item for item in items if item]
        if len(kept) == 1:
            lines.append(f"- **{title}.** {kept[0]}")
        elif kept:
            lines.append(f"- **{title}.**")
            lines += [f"  - {item}" for item in kept]
    return "\n".join(lines)


def _map(names: tuple[str, ...]) -> str:
    used: dict[str, list[str]] = {}
    for name in names:
        for fact in tables.info(name).facts:
            used.setdefault(fact, []).append(name)
    lines = [
        "\n## From the research files to the tables\n",
        "The tables were filled from three folders of research notes. Those notes are raw material: a row here is what counts.\n",
        "| Research file | Table |\n| --- | --- |",
    ]
    for folder, files in FACT_FILES.items():
        for file in files:
            fact = f"{folder}/{file}"
            target = ", ".join(f"`{name}`" for name in used.get(fact, []))
            later = "" if target else LATER.get(fact)
            if later:
                target = f"{target}; later: {later}" if target else f"later: {later}"
            lines.append(f"| {fact} | {target or 'later lessons'} |")
    lines.append("| gaps.csv | notes of the rows it touches; the rest: later lessons |")
    return "\n".join(lines)


def _may(column: tables.Column) -> str:
    if column.meanings:
        return "; ".join(f"`{code}`" + (f" {words}" if words else "") for code, words in column.meanings.items())
    words = column.expects
    if column.references:
        words += f" from `{column.references}`"
    return words


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
