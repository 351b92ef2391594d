"""Answers checked in words: what is right, why a wrong answer tempts, and a hint that grows with each try.

    >>> check("02-E1", {"AUT", "CYP", "IRL", "MLT"}).ok      # doctest: +SKIP
    >>> check("02-E1", ({"AUT", "CYP", "IRL", "MLT"}, 9)).ok  # doctest: +SKIP
    True

A wrong type, an unknown name or an empty answer gets a sentence, never a traceback. The answer itself is shown after
the third different wrong try, not before. Nothing here needs a notebook or a browser.
"""

from __future__ import annotations

import functools
import html
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eunato.learning import items
from eunato.learning.items import Item, Option

TRIES_BEFORE_ANSWER = 3


# ---------------------------------------------------------------- the blank of an exercise

class Blank:
    """The `____` that stands where an answer goes: it takes part in anything and never raises."""

    def _again(self, *_args: Any, **_kwargs: Any) -> Blank:
        return self

    def _no(self, *_args: Any) -> bool:
        return False

    __call__ = __getitem__ = _again
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _again
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = __neg__ = __pos__ = __abs__ = __invert__ = _again
    __and__ = __rand__ = __or__ = __ror__ = __xor__ = __rxor__ = __round__ = _again
    __lt__ = __le__ = __gt__ = __ge__ = __bool__ = __contains__ = _no

    def __getattr__(self, name: str) -> Blank:
        if name.startswith("_"):  # IPython, copy and numpy ask for such names and must hear no
            raise AttributeError(name)
        return self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Blank)

    def __hash__(self) -> int:
        return hash("____")

    def __iter__(self):
        return iter(())

    def __len__(self) -> int:
        return 0

    def __repr__(self) -> str:
        return "____"


BLANK = Blank()


def is_blank(answer: Any) -> bool:
    """Whether nothing has been answered: `____`, None, an empty text, an empty set or list."""
    if answer is None or isinstance(answer, Blank):
        return True
    if isinstance(answer, str):
        return not answer.strip(" _\u00a0\u202f\t\n")
    if isinstance(answer, Mapping):
        return all(is_blank(v) for v in answer.values())
    if isinstance(answer, (set, frozenset, list, tuple)):
        return all(is_blank(v) for v in answer)
    return False


# ---------------------------------------------------------------- the verdict

@dataclass(frozen=True)
class Verdict:
    """What the check found.

    `ok` is True, False, or None when there is nothing to judge yet. `why` is about this answer, `hint` about the next
    one. `attempt` counts the different answers so far. `notes` has one text per row or option, "" where there is none.
    `shown` is the answer, once three tries have earned it. `problem` says that saving failed.
    """

    ok: bool | None
    hint: str = ""
    why: str = ""
    attempt: int = 0
    notes: tuple[str, ...] = ()
    shown: str = ""
    problem: str = ""

    @property
    def words(self) -> str:
        """All of it as the sentences a learner reads and a screen reader says."""
        first = {True: "Right.", False: "Not yet.", None: "Not answered yet."}[self.ok]
        parts = [f"{first} {self.why}".strip()]
        if self.hint:
            parts.append(f"Hint: {self.hint}" if self.ok is False else self.hint)
        if self.shown:
            parts.append(f"The answer: {self.shown}")
        if self.problem:
            parts.append(f"Problem: {self.problem}")
        return "\n".join(parts)

    def __str__(self) -> str:
        return self.words

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        mark = {True: '<span aria-hidden="true">✓ </span>', False: '<span aria-hidden="true">✗ </span>', None: ""}[self.ok]
        lines = "".join(f"<p>{'' if n else mark}{html.escape(line)}</p>" for n, line in enumerate(self.words.split("\n")))
        return {"text/plain": self.words, "text/html": f'<div role="status" class="eunato-verdict">{lines}</div>'}


SKIP = "This cell is for Python. If you have used the menus above, you can skip it."
"""What a blank says besides: half of the learners never write code, and should not think that something is missing."""
_tries: dict[str, list[str]] = {}


def forget() -> None:
    """Forget all tries of this session (tests; a restarted kernel does the same)."""
    _tries.clear()


def check(item_id: str, answer: Any, *, record: bool = True) -> Verdict:
    """Check an answer to an item, count the try, and (with `record`) keep it in the learner's progress.

    Takes the id of an item and an answer in the form that the item's `expects` names: a set or list of codes or names,
    a number or text with a number, a list of places, a dict by part, or a tuple with one entry per part.
    Returns a Verdict; raises nothing on a strange answer. An unknown item id raises ItemError.
    The same answer twice in a row is one try.
    """
    item = items.get(item_id)
    try:
        found = judge(item, answer)
    except Exception:  # a check must not show a traceback to a learner; the tests call judge() directly
        return Verdict(None, f"The check could not read this answer, {_a(answer)}. {expects(item)}")
    if found.ok is None:
        return replace(found, hint=f"{found.hint}\n{SKIP}".strip(), attempt=len(_tries.get(item_id, ())))
    made = with_hints(item, found, _count(item_id, answer), in_code=True)
    return replace(made, problem=_record(item, answer, made)) if record else made


def expects(item: Item) -> str:
    """The sentence that says what an answer to this item looks like."""
    if item.kind == "exercise":
        return " ".join(f"For {p['name']}, give {p['expects']}." for p in item["parts"])
    if item.kind == "number":
        return f"Give one number{', in ' + item['unit'] if item.get('unit') else ''}."
    return {
        "order": "Give a list of the texts in order, the first on top.",
        "match": "Give a dict from each text on the left to its text on the right.",
        "sort": "Give the bins in the order of the cards, or a dict from each card to its bin.",
        "faded": "Fill in the gaps first, then check.",
    }.get(item.kind, "Give the text of one option.")


def with_hints(item: Item, found: Verdict, attempt: int, *, in_code: bool = False) -> Verdict:
    """Add the hint of this try to a wrong answer; from the third try on, the answer too.

    `in_code` takes the hints for an answer written in Python (`code_hints`), where the item has them.
    """
    if found.ok is not False:
        return replace(found, attempt=attempt)
    hints = (in_code and item.get("code_hints")) or item.get("hints", ())
    hint = hints[min(attempt, len(hints)) - 1] if hints else ""
    shown = solution_words(item) if attempt >= TRIES_BEFORE_ANSWER else ""
    return replace(found, hint=hint, attempt=attempt, shown=shown)


def _count(item_id: str, answer: Any) -> int:
    tries = _tries.setdefault(item_id, [])
    this = _key(answer)
    if not tries or tries[-1] != this:
        tries.append(this)
    return len(tries)


def _key(answer: Any) -> str:
    if isinstance(answer, (set, frozenset)):
        return "{" + ",".join(sorted(map(_key, answer))) + "}"
    if isinstance(answer, Mapping):
        return "{" + ",".join(sorted(f"{_key(k)}:{_key(v)}" for k, v in answer.items())) + "}"
    if isinstance(answer, (list, tuple)):
        return "(" + ",".join(map(_key, answer)) + ")"
    return repr(answer)[:500]


def _record(item: Item, answer: Any, made: Verdict) -> str:
    """Save the answer; returns a sentence when that failed, else ""."""
    try:
        from eunato.learning import progress

        saved = progress.store().record(item.lesson, item.id, item.kind, _plain(answer), correct=made.ok, attempts=made.attempt, bite=item.bite)
    except Exception as err:
        return f"your answer could not be saved ({err}). It stands here until you close the page."
    finally:
        from eunato.learning import news

        news.tell()
    return "" if saved.ok else saved.message


def _plain(answer: Any, depth: int = 0) -> Any:
    """An answer as JSON can hold it, cut to a sensible size."""
    if isinstance(answer, (bool, type(None))):
        return answer
    if isinstance(answer, (int, float)):
        return answer if not isinstance(answer, float) or math.isfinite(answer) else str(answer)
    if isinstance(answer, str):
        return answer[:2000]
    if depth < 3 and isinstance(answer, Mapping):
        return {str(k)[:200]: _plain(v, depth + 1) for k, v in list(answer.items())[:60]}
    if depth < 3 and isinstance(answer, (set, frozenset)):
        return sorted((str(v)[:200] for v in answer))[:60]
    if depth < 3 and isinstance(answer, (list, tuple)):
        return [_plain(v, depth + 1) for v in answer[:60]]
    if hasattr(answer, "tolist"):
        return _plain(answer.tolist(), depth + 1) if depth < 3 else str(answer)[:200]
    return str(answer)[:200]


# ---------------------------------------------------------------- judging, one function per kind

def judge(item: Item, answer: Any) -> Verdict:
    """Judge without counting or recording: ok, why and notes only."""
    judges: dict[str, Callable[[Item, Any], Verdict]] = {
        "choice": _choice, "recall": _choice, "inventory": _choice, "number": _number_item, "order": _order,
        "match": _match, "sort": _sort, "faded": _faded, "exercise": _exercise, "predict": _predict,
    }
    if item.kind not in judges:
        return Verdict(None, "This task has no check. Compare your text with the table and the models.")
    if is_blank(answer):
        return Verdict(None, expects(item))
    return judges[item.kind](item, answer)


def option_of(options: Sequence[Option], answer: Any) -> Option | None:
    """The option meant by its text, its place on the screen (0 is the first) or its letter ("a" is the first)."""
    if isinstance(answer, bool):
        return None
    if isinstance(answer, int):
        return options[answer] if 0 <= answer < len(options) else None
    said = _norm(answer)
    for option in options:
        if _norm(option.text) == said:
            return option
    if len(said) == 1 and said.isalpha() and ord(said) - 97 < len(options):
        return options[ord(said) - 97]
    return None


def _choice(item: Item, answer: Any) -> Verdict:
    picked = option_of(item.options, answer)
    if picked is None:
        return Verdict(None, f"I could not find this among the options: {_short(answer)}. {expects(item)}")
    return Verdict(picked.key, why=picked.reason)


def _predict(item: Item, answer: Any) -> Verdict:
    return Verdict(None, "A guess is never scored. Save it in the lesson, and the answer appears beside it.")


def _number_item(item: Item, answer: Any) -> Verdict:
    return number(answer, item.more)


def number(answer: Any, rule: Mapping[str, Any]) -> Verdict:
    """Judge a number by a rule with answer, unit, tolerance, low, high, typical wrong answers and why."""
    read = parse_number(answer, unit=rule.get("unit", ""), low=rule.get("low"), high=rule.get("high"))
    if read.value is None:
        return Verdict(None, read.problem)
    slack = rule.get("tolerance", 0) + 1e-9
    if abs(read.value - rule["answer"]) <= slack:
        return Verdict(True, why=rule["why"])
    for wrong in rule["typical"]:
        if abs(read.value - wrong["answer"]) <= wrong.get("tolerance", slack):
            return Verdict(False, why=wrong["reason"])
    if rule.get("unit") == "%" and 0 < read.value <= 1 and rule["answer"] > 5 and "%" not in str(answer):
        return Verdict(None, f"The answer is in per cent. For {_say(read.value, True)} of the whole give {_say(100 * read.value, True)}.")
    if "whole number" in rule.get("expects", "") and read.value != int(read.value):
        return Verdict(None, f"{_say(read.value, True)} is no whole number. Give {rule['expects']}.")
    side = "too high" if read.value > rule["answer"] else "too low"
    return Verdict(False, why=f"{_say(read.value, True)} is {side}.")


def parse_number(given: Any, *, unit: str = "", low: float | None = None, high: float | None = None) -> Any:
    """Read a number as people write it; see eunato.controls.parse_number, which this calls."""
    from eunato import controls

    return controls.parse_number(given, unit=unit, low=low, high=high)


def kendall(order: Sequence[int], right: Sequence[int]) -> float:
    """Kendall's tau between two orders of the same things: 1 the same, −1 reversed.

    >>> kendall([1, 0, 2], [0, 1, 2])
    0.3333333333333333
    """
    if sorted(order) != sorted(right):
        raise ValueError(f"the two orders hold different things: {list(order)} and {list(right)}")
    n = len(right)
    if n < 2:
        return 1.0
    place = {thing: i for i, thing in enumerate(order)}
    agree = sum(1 if place[right[i]] < place[right[j]] else -1 for i in range(n) for j in range(i + 1, n))
    return agree / (n * (n - 1) / 2)


def right_order(cards: Sequence[Mapping[str, Any]]) -> list[str]:
    """The texts of cards in their right order."""
    return [c["text"] for c in sorted(cards, key=lambda c: c["place"])]


def _order(item: Item, answer: Any) -> Verdict:
    cards, right = item["cards"], right_order(item["cards"])
    given = _texts(answer, right)
    if given is None:
        return Verdict(None, f"I need each of the {len(right)} texts once. {expects(item)}")
    tau = kendall([right.index(x) for x in given], list(range(len(right))))
    reason = {c["text"]: c["reason"] for c in cards}
    notes = tuple("" if given[i] == right[i] else reason[given[i]] for i in range(len(given)))
    off = sum(1 for n in notes if n)
    if not off:
        return Verdict(True, why="All are in their place. The notes say why.", notes=tuple(reason[text] for text in given))
    ok = tau >= item["tau"]
    which = "card is" if off == 1 else "cards are"
    if ok:
        return Verdict(True, why=f"Good enough to go on. {off} {which} not in place; read the notes.", notes=notes)
    shown = _first_notes(notes, 2)
    return Verdict(False, why=f"{off} {which} out of place. Read the note{'s' if sum(map(bool, shown)) > 1 else ''} in the list.", notes=shown)


def _first_notes(notes: Sequence[str], most: int) -> tuple[str, ...]:
    """Only the first few notes: reading all of them would be reading the answer."""
    left = most
    kept = []
    for note in notes:
        kept.append(note if note and left > 0 else "")
        left -= bool(note)
    return tuple(kept)


def _texts(answer: Any, right: Sequence[str]) -> list[str] | None:
    """An order given as texts or as indices into the screen's order, as texts; None when it is not one."""
    if isinstance(answer, (str, bytes, Mapping)) or not isinstance(answer, Iterable):
        return None
    given = list(answer)
    lookup = {_norm(x): x for x in right}
    named = [lookup.get(_norm(x)) for x in given]
    if None in named or sorted(named) != sorted(right):  # type: ignore[type-var]
        return None
    return named  # type: ignore[return-value]


def _match(item: Item, answer: Any) -> Verdict:
    pairs = item["pairs"]
    given = _row_answers(answer, [p["left"] for p in pairs])
    if given is None:
        return Verdict(None, f"I need one answer for each of the {len(pairs)} rows. {expects(item)}")
    notes, good, blank = [], 0, 0
    for pair, said in zip(pairs, given, strict=True):
        if is_blank(said):
            notes.append("")
            blank += 1
        elif _norm(said) == _norm(pair["right"]):
            good += 1
            notes.append(f"Right. {pair['reason']}")
        else:
            owner = next((p for p in pairs if _norm(p["right"]) == _norm(said)), None)
            notes.append("Not yet. " + (pair.get("wrong", {}).get(str(said)) or ("These two do not go together. Which other row would fit better?" if owner else "This one goes with none of the rows here.")))
    return _rows_verdict(good, blank, len(pairs), item.get("pass", len(pairs)), notes)


def _sort(item: Item, answer: Any) -> Verdict:
    cards = item["cards"]
    given = _row_answers(answer, [c["text"] for c in cards])
    if given is None:
        return Verdict(None, f"I need one bin for each of the {len(cards)} cards. {expects(item)}")
    notes, good, blank = [], 0, 0
    for card, said in zip(cards, given, strict=True):
        if is_blank(said):
            notes.append("")
            blank += 1
        elif _norm(said) == _norm(card["bin"]):
            good += 1
            notes.append(f"Right. {card['reason']}")
        else:
            own = next((text for name, text in card["wrong"].items() if _norm(name) == _norm(said)), "")
            notes.append("Not yet. " + own if own else "Not yet. This card belongs elsewhere. Who could check it, and how?")
    return _rows_verdict(good, blank, len(cards), item.get("pass", len(cards)), notes)


def _rows_verdict(good: int, blank: int, rows: int, needed: int, notes: Sequence[str]) -> Verdict:
    if blank:
        left = f"{blank} of {rows} rows {'has' if blank == 1 else 'have'} no answer yet."
        return Verdict(None, left)
    said = f"{good} of {rows} are right."
    if good == rows:
        return Verdict(True, why=said, notes=tuple(notes))
    if good >= needed:
        return Verdict(True, why=f"{said} That is enough to go on; read the notes on the others.", notes=tuple(notes))
    return Verdict(False, why=f"{said} Each row has a note.", notes=tuple(notes))


def _row_answers(answer: Any, rows: Sequence[str]) -> list[Any] | None:
    if isinstance(answer, Mapping):
        lookup = {_norm(k): v for k, v in answer.items()}
        if not set(lookup) <= {_norm(r) for r in rows}:
            return None
        return [lookup.get(_norm(r)) for r in rows]
    if isinstance(answer, (list, tuple)) and len(answer) == len(rows):
        return list(answer)
    return None


def faded_blanks(item: Item) -> list[tuple[int, Mapping[str, Any]]]:
    """All gaps of a faded example with the number of their stage (0 to 2).

    A label that stands twice gets its stage's title: on the page and in the feedback nobody could tell the two apart.
    """
    found = [(n, stage, blank) for n, stage in enumerate(item["stages"]) for blank in stage.get("blanks", ())]
    labels = [blank["label"] for _, _, blank in found]
    return [(n, {**blank, "label": f"{blank['label']} ({stage['title'][:1].lower()}{stage['title'][1:]})"} if labels.count(blank["label"]) > 1 else blank) for n, stage, blank in found]


def gap(item: Item, blank: Mapping[str, Any], answer: Any) -> Verdict:
    """Judge one gap of a faded example, a number or a choice."""
    if is_blank(answer):
        return Verdict(None, f"Fill in: {blank['label']}.")
    if "options" in blank:
        picked = option_of(items.options_of(blank["options"], item.id + blank["label"]), answer)
        return Verdict(None, f"Choose an answer to: {blank['label']}") if picked is None else Verdict(picked.key, why=picked.reason)
    return number(answer, blank)


def _faded(item: Item, answer: Any) -> Verdict:
    blanks = [b for _, b in faded_blanks(item)]
    given = list(answer) if isinstance(answer, (list, tuple)) else [answer]
    given += [None] * (len(blanks) - len(given))
    found = [gap(item, b, a) for b, a in zip(blanks, given, strict=False)]
    return _together([(b["label"], v) for b, v in zip(blanks, found, strict=True)])


def _exercise(item: Item, answer: Any) -> Verdict:
    parts = item["parts"]
    names = [p["name"] for p in parts]
    if isinstance(answer, Mapping) and any(str(k) in names for k in answer) or isinstance(answer, Mapping) and len(parts) > 1:
        strange = [str(k) for k in answer if str(k) not in names]
        if strange:
            return Verdict(None, f"I do not know the part {strange[0]!r}. The parts are {' and '.join(names)}.")
        given = [answer.get(n) for n in names]
    elif isinstance(answer, tuple) and len(parts) > 1:
        if len(answer) > len(parts):
            return Verdict(None, f"I got {len(answer)} answers for {len(parts)} parts. {expects(item)}")
        given = list(answer) + [None] * (len(parts) - len(answer))
    else:
        given = [answer] + [None] * (len(parts) - 1)
    found = [part(p, a) for p, a in zip(parts, given, strict=True)]
    if len(parts) == 1:
        return found[0]
    return _together([(p["label"], v) for p, v in zip(parts, found, strict=True)])


def _together(named: Sequence[tuple[str, Verdict]]) -> Verdict:
    """Several verdicts as one: wrong beats missing, missing beats right."""
    said = []
    for label, verdict in named:
        head = {True: "right", False: "not yet", None: "not answered yet"}[verdict.ok]
        said.append(f"{label}: {head}. {verdict.why or verdict.hint}".strip())
    notes = tuple(v.why or v.hint for _, v in named)
    oks = [v.ok for _, v in named]
    text = "\n".join(said)
    if False in oks:
        return Verdict(False, why=text, notes=notes)
    if None in oks:
        return Verdict(None, text, notes=notes)
    return Verdict(True, why=text, notes=notes)


def part(rule: Mapping[str, Any], answer: Any) -> Verdict:
    """Judge one part of an exercise by its rule (see data/items/schema.json, kind exercise)."""
    if is_blank(answer):
        return Verdict(None, f"Give {rule['expects']}.")
    return {"set": _set_part, "number": _number_part, "text": _text_part, "order": _order_part, "path": _path_part, "mapping": _mapping_part}[rule["check"]](rule, answer)


def _number_part(rule: Mapping[str, Any], answer: Any) -> Verdict:
    if isinstance(answer, (set, frozenset, list, tuple)):
        return Verdict(None, f"I read {_a(answer)} with {len(answer)} entries. Give {rule['expects']}; len() counts a set.")
    return number(answer, rule)


def _text_part(rule: Mapping[str, Any], answer: Any) -> Verdict:
    if isinstance(answer, (set, frozenset, list, tuple)) and len(answer) == 1:
        answer = next(iter(answer))
    if not isinstance(answer, str):
        return Verdict(None, f"I read {_a(answer)}. Give {rule['expects']}, as a text in quotation marks.")
    said = _norm(_link(answer) if rule.get("pick") == "link" else chosen(rule, answer))
    if said in {_norm(x) for x in (rule["answer"], *rule.get("also", ()))}:
        return Verdict(True, why=rule["why"])
    for wrong in rule["typical"]:
        if _norm(wrong["answer"]) == said:
            return Verdict(False, why=wrong["reason"])
    return Verdict(False, why=f"{_short(answer)} is not the one. Give {rule['expects']}.")


def _set_part(rule: Mapping[str, Any], answer: Any) -> Verdict:
    given = _members(answer)
    if given is None:
        return Verdict(None, f"I read {_a(answer)}. Give {rule['expects']}.")
    if rule.get("of") == "country":
        codes, strange, remark = _countries(given)
        if strange:
            return Verdict(None, f"I do not know the state {_short(strange[0])}. Use codes such as AUT or names such as Austria.")
    else:
        codes, remark = {_norm(_link(x) if rule.get("pick") == "links" else chosen(rule, x)).upper() for x in given}, ""
    right = {str(x).upper() for x in rule["answer"]}
    if codes == right:
        return Verdict(True, why=" ".join(x for x in (rule["why"], remark) if x))
    for wrong in rule["typical"]:
        if codes == {str(x).upper() for x in wrong["answer"]}:
            return Verdict(False, why=" ".join(x for x in (wrong["reason"], remark) if x))
    extra, missing = codes - right, right - codes
    said = []
    if extra:
        said.append(f"{_list(_state(x) if rule.get('of') == 'country' else _called(rule, x)[:60] for x in sorted(extra)[:8])} {'does' if len(extra) == 1 else 'do'} not belong here.")
    if missing:
        said.append(f"{_say(len(missing)).capitalize()} {'is' if len(missing) == 1 else 'are'} missing.")
    return Verdict(False, why=" ".join([*said, *([remark] if remark else [])]))


def chosen(rule: Mapping[str, Any], said: Any) -> str:
    """The id of one of a part's own choices, named by its id or by its words; anything else as it was said."""
    known = {_norm(word): name for name, line in rule.get("choices", {}).items() for word in (name, line)}
    return known.get(_norm(said), str(said))


def _called(rule: Mapping[str, Any], name: str) -> str:
    """The words of one of a part's own choices, from its id in any case."""
    return next((line for one, line in rule.get("choices", {}).items() if one.upper() == name.upper()), name)


def _members(answer: Any) -> list[Any] | None:
    """Any collection of texts, or one text with commas, as a list."""
    if isinstance(answer, str):
        return [x for x in re.split(r"[,;\n]| and ", answer.strip("{}[]() ")) if x.strip(" '\"")]
    if isinstance(answer, (bytes, bool, int, float)):
        return None
    if hasattr(answer, "tolist"):
        answer = answer.tolist()
    try:
        given = list(answer)
    except TypeError:
        return None
    return given if all(isinstance(x, str) for x in given) else None


_ALIASES = {
    "turkey": "TUR", "turkiye": "TUR", "czech republic": "CZE", "uk": "GBR", "britain": "GBR", "great britain": "GBR",
    "us": "USA", "usa": "USA", "united states of america": "USA", "macedonia": "MKD", "fyrom": "MKD", "the netherlands": "NLD",
    "holland": "NLD", "republic of cyprus": "CYP", "slovak republic": "SVK", "kosovo": "XKX", "republic of ireland": "IRL",
}


@functools.lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    from eunato.models import clubs

    return dict(clubs.names())


def _state(code: str) -> str:
    return _names().get(code, code)


def _countries(given: Iterable[str]) -> tuple[set[str], list[str], str]:
    """Codes for names or codes, what is unknown, and a remark where a preferred form exists."""
    names = _names()
    lookup = {_norm(name): code for code, name in names.items()} | {code.lower(): code for code in names} | _ALIASES
    codes, strange, remark = set(), [], ""
    for one in given:
        said = _norm(one)
        code = lookup.get(said)
        if code is None:
            strange.append(one)
            continue
        codes.add(code)
        if said == "turkey":
            remark = "This course writes Türkiye, the form registered at the UN."
    return codes, strange, remark


def _order_part(rule: Mapping[str, Any], answer: Any) -> Verdict:
    given = _texts(answer, rule["answer"])
    if given is None:
        return Verdict(None, f"I need each entry once. Give {rule['expects']}.")
    if given == list(rule["answer"]):
        return Verdict(True, why=rule["why"])
    for wrong in rule["typical"]:
        if given == wrong["answer"]:
            return Verdict(False, why=wrong["reason"])
    return Verdict(False, why="Some entries are not in their place yet.")


def _mapping_part(rule: Mapping[str, Any], answer: Any) -> Verdict:
    if not isinstance(answer, Mapping):
        return Verdict(None, f"I read {_a(answer)}. Give {rule['expects']}.")
    said = {_norm(k): _norm(v) for k, v in answer.items()}
    right = {_norm(k): _norm(v) for k, v in rule["answer"].items()}
    good = sum(said.get(k) == v for k, v in right.items())
    if good >= rule.get("pass", len(right)):
        return Verdict(True, why=rule["why"])
    for wrong in rule["typical"]:
        if said == {_norm(k): _norm(v) for k, v in wrong["answer"].items()}:
            return Verdict(False, why=wrong["reason"])
    return Verdict(False, why=f"{good} of {len(right)} are right.")


def _path_part(rule: Mapping[str, Any], answer: Any) -> Verdict:
    """A path counts when every step is a link that carries this document; any valid path is right."""
    if isinstance(answer, str):
        answer = [x for x in re.split(r"\s*(?:→|->|>|,|;)\s*", answer.strip("[]() ")) if x]
    if not isinstance(answer, (list, tuple)) or not all(isinstance(x, str) for x in answer):
        return Verdict(None, f"I read {_a(answer)}. Give {rule['expects']}.")
    from eunato.learning import picks
    from eunato.models import paths

    links = paths.expand()
    known = _places()
    stops = [known.get(_norm(x), x.strip(" '\"").upper()) for x in answer]
    doc = rule["document"]
    ids = {link.link_id.upper() for link in links} | {link.row.upper() for link in links}
    if stops and all(x in ids for x in stops):
        stops = _stops(stops, links, doc) or stops
    for wrong in rule["typical"]:
        if stops == [str(x).upper() for x in wrong["answer"]]:
            return Verdict(False, why=wrong["reason"])
    places = {link.start for link in links} | {link.end for link in links}
    unknown = [x for x in stops if x not in places]
    if unknown:
        return Verdict(None, f"I do not know the place {_short(unknown[0])}. Places are NATO staff (NATO-IS), NATO Council (NAC), EU staff (EU-STAFF), EU committee (PSC), and states such as Cyprus (CYP).")
    called = picks.places()
    names = [called.get(x, x) for x in stops]
    if stops[0] != doc["originator"]:
        return Verdict(False, why=f"The path begins at {names[0]}. The paper starts with {called[doc['originator']]}.")
    if stops[-1] != doc["recipient"]:
        return Verdict(False, why=f"The path ends at {names[-1]}. The paper must reach {called[doc['recipient']]}.")
    for number, (start, end) in enumerate(zip(stops, stops[1:], strict=False)):
        step = f"from {names[number]} to {names[number + 1]}"
        between = [link for link in links if link.start == start and link.end == end]
        if not between:
            return Verdict(False, why=f"No link leads {step}.")
        if not any(_carries(link, doc) for link in between):
            reason = next((link.reason for link in between if link.reason), "")
            return Verdict(False, why=f"The link {step} does not carry this paper. {reason}".strip())
    return Verdict(True, why=rule["why"])


def _link(said: Any) -> Any:
    """The id of a link from its id or from the line of a menu that begins with it."""
    found = re.match(r"[\s'\"]*(L\d\d)\b", str(said), re.I)
    return found.group(1) if found else said


@functools.lru_cache(maxsize=1)
def _places() -> dict[str, str]:
    """Ids of places by all their names: as in the path finder, with or without the part in brackets, and codes."""
    from eunato.learning import picks

    found = dict(_ALIASES)
    for place, name in picks.places().items():
        found |= {_norm(place): place, _norm(name): place, _norm(name.split(" (")[0]): place}
    return found


def _carries(link: Any, doc: Mapping[str, Any]) -> bool:
    levels = ("U", "R", "C", "S")
    return (
        levels.index(link.max_level) >= levels.index(doc["level"])
        and ("all" in link.scopes or doc["scope"] in link.scopes)
        and link.in_force == "yes"
        and doc["recipient"] not in link.excluded
    )


def _stops(rows: Sequence[str], links: Sequence[Any], doc: Mapping[str, Any]) -> list[str] | None:
    """Link ids as the places they join; a row that leads to each of many states leads to the recipient here."""
    stops: list[str] = []
    for row in rows:
        fitting = [x for x in links if row in (x.link_id.upper(), x.row.upper())]
        link = next((x for x in fitting if x.end == doc["recipient"]), fitting[0])
        if stops and stops[-1] != link.start:
            return None
        stops = (stops or [link.start]) + [link.end]
    return stops


# ---------------------------------------------------------------- the answer, once it is earned

def solution_words(item: Item) -> str:
    """The answer in words; called only after the third wrong try."""
    if item.kind in ("choice", "recall", "inventory"):
        return next(o.text for o in item.options if o.key).rstrip(".") + "."
    if item.kind == "number":
        return f"{_say(item['answer'], True)} {item['unit']}. {item['why']}".replace("  ", " ")
    if item.kind == "exercise":
        return " ".join(f"{p['label']}: {_solution(p)}. {p['why']}" for p in item["parts"])
    if item.kind == "order":
        return "; ".join(right_order(item["cards"])) + "."
    if item.kind == "match":
        return "; ".join(f"{p['left']}: {p['right']}" for p in item["pairs"]) + "."
    if item.kind == "sort":
        return "; ".join(f"{c['text'].rstrip('.')}: {c['bin']}" for c in item["cards"]) + "."
    if item.kind == "faded":
        return " ".join(f"{b['label']}: {gap_words(b)}" for _, b in faded_blanks(item))
    return ""


def gap_words(blank: Mapping[str, Any]) -> str:
    """The answer to one gap, with its reason."""
    if "options" in blank:
        key = next(o for o in blank["options"] if o.get("key"))
        return f"{key['text']}. {key['reason']}"
    return f"{_say(blank['answer'], True)}. {blank['why']}"


def _solution(rule: Mapping[str, Any]) -> str:
    answer = rule["answer"]
    if rule.get("of") == "country":
        return ", ".join(f"{_state(x)} ({x})" for x in answer)
    if rule["check"] == "path":
        from eunato.learning import picks

        return " → ".join(picks.places().get(x, x) for x in answer)
    if rule.get("pick") == "link":
        from eunato.learning import picks

        return picks.links().get(answer, answer)
    if "choices" in rule:
        return "; ".join(_called(rule, one) for one in (answer if isinstance(answer, (list, tuple)) else [answer]))
    if isinstance(answer, (list, tuple)):
        return ", ".join(map(str, answer))
    return _say(answer, True) if isinstance(answer, (int, float)) else str(answer)


_SMALL = "no one two three four five six seven eight nine ten eleven twelve".split()


def _say(value: float, digits: bool = False) -> str:
    """A number in a sentence: small whole numbers as words unless `digits`."""
    if value == int(value) and not digits and 0 < value <= 12:
        return _SMALL[int(value)]
    return f"{value:,.10g}".replace(",", "\u202f") if value != int(value) or abs(value) >= 10_000 else str(int(value))


def _norm(said: Any) -> str:
    """A text without case, accents, quotation marks, extra spaces and a final full stop."""
    flat = unicodedata.normalize("NFKD", str(said)).casefold().replace("ı", "i")
    flat = "".join(c for c in flat if not unicodedata.combining(c))
    flat = re.sub(r"[\s\u2009\u202f]+", " ", flat.replace("–", "-").replace("−", "-"))
    return flat.strip(" '\"“”‘’*.")


def _a(answer: Any) -> str:
    """What kind of thing an answer is, in words."""
    known = {bool: "True or False", int: "a number", float: "a number", str: "a text", list: "a list", tuple: "a tuple", set: "a set", dict: "a dict", frozenset: "a set"}
    return known.get(type(answer), f"something of the type {type(answer).__name__}")


def _short(said: Any) -> str:
    text = re.sub(r"\s+", " ", str(said))
    return f"“{text[:40]}{'…' if len(text) > 40 else ''}”"


def _list(parts: Iterable[str]) -> str:
    words = list(parts)
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
