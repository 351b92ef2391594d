"""A careful student who has only a keyboard: walks a notebook by Tab, hears each control's role and name, and answers.

    one = Walk(page, Notes("notebooks/02_who_can_block_what.ipynb"))
    one.notebook("notebooks/02_who_can_block_what.ipynb")

Nothing here clicks, and nothing talks to the kernel: keys go in, and the page is read. `Notes` keeps the numbers.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable
from typing import Any

import answers
from hands import LONG, MOST, MOUSE, WAITS, Hands, Notes, Stop, Unreachable

__all__ = ["LONG", "MOUSE", "Hands", "Notes", "Stop", "Unreachable", "Walk"]


class Walk(Hands):
    """One notebook, walked from its first cell to its last."""

    # -- questions ---------------------------------------------------------------------------------------------------

    def fill(self, plan: answers.Plan, item: str, n: int, button: str) -> Stop:
        """From just before the question: fill each field that the plan names, and stop on the button."""
        seen: set[str] = set()
        for _ in range(400):
            now = self.here
            mine = now.n == n and (now.item == item or not item) and now.output
            if mine and now.tag == "button" and re.match(button, now.name):
                return now
            if mine and now.name.startswith("Up: ") and plan.order and "order" not in seen:  # at the top "Up" is there and does nothing
                seen.add("order")
                self.arrange(plan.order)
            elif mine and not now.off:
                if now.type == "radio" and now.legend in plan.radios and now.legend not in seen:
                    seen.add(now.legend)
                    self.choose(plan.radios[now.legend])
                elif now.type == "checkbox" and now.legend in plan.boxes and now.checked != (now.label in plan.boxes[now.legend]):
                    self.key("Space")
                elif now.tag == "select" and now.called in plan.menus:
                    self.pick(plan.menus[now.called])
                elif now.field and now.called in plan.texts:
                    self.write(plan.texts[now.called])
            elif seen and now.n != n:
                break
            self.tab()
            if self.here.n > n or (self.here.n < 0 and seen):
                break
        self.notes.unreached.append(f"the button {button!r} of {item}; the keyboard came to {self.here}")
        raise Unreachable(f"{item}: no button {button!r}; at {self.here}")

    def question(self) -> None:
        """Answer the question in focus: every third wrong at first, every fourth guess declined."""
        item, n = self.here.item, self.here.n
        given = answers.item(item)
        self.asked += 1
        wrong = self.asked % 3 == 0
        try:
            getattr(self, f"_{given.kind}", self._checked)(given, n, wrong)
        except Unreachable as err:
            self.says(f"      {err}")
            return
        self.notes.answered.append(item)
        self.notes.wrong_first += wrong

    def _checked(self, item: Any, n: int, wrong: bool) -> None:
        button = "Check "
        for plan in answers.plans(item, wrong):
            self.fill(plan, item.id, n, button)
            said = self.press()
            if "not moved anything" in said:
                said = self.press()
            ok = ("Not yet." if plan.wrong else "Right.") in said
            if not ok:
                self.notes.silent.append(f"{item.id}: the {'wrong' if plan.wrong else 'right'} answer was answered with “{said[-200:]}”")
            if plan.wrong:
                self.out_of(item.id, n)

    def _recall(self, item: Any, n: int, wrong: bool) -> None:
        gives_up = self.asked % 4 == 0
        if gives_up:
            self.fill(answers.Plan(), item.id, n, "I do not remember")
        else:
            self.fill(answers.Plan(texts={item.stem: answers.words(item)}), item.id, n, "Keep my words")
        self.press()
        for plan in answers.plans(item, wrong):
            self.fill(plan, item.id, n, "Check ")
            said = self.press()
            if ("Not yet." if plan.wrong else "Right.") not in said:
                self.notes.silent.append(f"{item.id}: {'wrong' if plan.wrong else 'right'} answer answered with “{said[-200:]}”")
            if plan.wrong:
                self.go(lambda s: s.type == "radio", f"the answers of {item.id}", back=True)

    def _predict(self, item: Any, n: int, wrong: bool) -> None:
        if self.asked % 4 == 0:
            self.notes.declined += 1
            self.fill(answers.Plan(), item.id, n, "I’d rather not guess")
            self.press()
            return
        self.fill(answers.plans(item, wrong)[0], item.id, n, "Save my guess")
        said = self.press()
        if "not moved anything" in said:
            said = self.press()
        if "Saved." not in said:
            self.notes.silent.append(f"{item.id}: the guess was answered with “{said[-200:]}”")
        self.fill(answers.Plan(texts={item["because"]: "I counted the seats, not the states."}), item.id, n, "Save my line")
        if "In our words" not in self.press():
            self.notes.silent.append(f"{item.id}: the line opened no explanation")

    # -- whole cells -------------------------------------------------------------------------------------------------

    def open_task(self, item: Any, n: int) -> None:
        """Write, score, compare."""
        if not self.here.field:
            self.go(lambda s: s.field, f"the text of {item.id}")
        self.write(answers.essay(item))
        self.go(lambda s: s.name == answers.say("open_task.save"), f"the button that saves {item.id}")
        self.press()
        for row in item["rubric"]:
            self.go(lambda s, row=row: s.type == "radio" and s.legend.startswith(row["name"]), f"the score “{row['name']}”")
            self.choose([o for o in self._group() if o][1 + len(row["name"]) % 2])
        self.go(lambda s: s.name == answers.say("open_task.compare"), f"the button that compares {item.id}")
        self.press()
        self.notes.answered.append(item.id)

    def _group(self) -> list[str]:
        return self.view.evaluate("() => [...document.activeElement.closest('fieldset').querySelectorAll('input')].map(i => [...i.labels].map(l => l.textContent).join(' ').trim())")

    def recap(self, item_id: str, n: int) -> None:
        """Edit three sentences, say how sure, keep them."""
        if self.here.tag == "button" and not self.here.off and not self.here.name.startswith(("Keep", "Save")):
            self.press()
            self.tab()
        menu = 0
        for _ in range(40):
            if self.here.n != n:
                self.notes.unreached.append(f"the button that keeps {item_id}")
                return
            if self.here.field:
                self.key("Control+End")
                self.view.keyboard.type(" This is how I read it.")
                self.notes.keys += 23
            elif self.here.tag == "select":
                self.pick(self.here.options[1 + menu % (len(self.here.options) - 1)])
                menu += 1
            elif self.here.tag == "button" and not self.here.off:
                self.press()
                self.notes.answered.append(item_id)
                return
            self.tab()

    def inventory(self, n: int, after: bool) -> None:
        """Twelve questions, each with a reason and a confidence; each third is answered wrong, one is skipped before the course."""
        order = answers.inventory(after)
        for k, item in enumerate(order):
            if k == 5 and not after:
                self.go(lambda s: s.tag == "button" and s.name == answers.say("inventory.skip"), f"the button that skips {item.id}")
            else:
                plan = answers.inventory_plan(item, wrong=k % 3 == 2 and not after)
                for legend, wanted in plan.radios.items():
                    self.go(lambda s, legend=legend: s.type == "radio" and s.legend == legend, f"“{legend}” of {item.id}")
                    self.choose(wanted)
                self.go(lambda s: s.name == answers.say("inventory.save"), f"the button that saves {item.id}")
            self.press()
            self.notes.answered.append(item.id)

    def operate(self, n: int, skip: set[str] = frozenset(), stop: Callable[[Stop], bool] = lambda _s: False) -> None:
        """Use each control of a cell once, as somebody who tries what there is: menus, boxes, fields, buttons, files."""
        seen: set[str] = set()
        while self.here.n == n and not stop(self.here) and len(seen) < MOST:
            now = self.here
            name = f"{now.tag}|{now.type}|{now.name}|{now.legend}"
            if now.output and not now.off and name not in seen and not any(now.name.startswith(s) for s in skip):
                seen.add(name)
                self._use(now)
            self.tab()

    def _use(self, now: Stop) -> None:
        if now.tag == "select" and len(now.options) > 1:
            self.press("ArrowDown" if now.chosen + 1 < len(now.options) else "ArrowUp", hear=self._tells(now) and not re.match(WAITS, now.name))
        elif now.type in ("checkbox", "range"):
            self.press("Space" if now.type == "checkbox" else "ArrowRight", hear=self._tells(now) and not re.match(WAITS, now.name))
        elif now.type == "radio":
            self.key("Space")
        elif now.tag == "textarea":
            self.write("We know this from the record [C04]. I read it with care, and others differ.")
        elif now.field:
            if not now.value:
                self.write("Norway" if "state" in now.name.lower() or "which" in now.name.lower() else "A student")
        elif now.tag == "button":
            said = self.press(hear=not now.name.startswith(("Keep or bring", "Close", "Hide", "Go to", "Continue", "Jump")))
            if "Problem" in said.split("\n")[-1]:
                self.says(f"      {now}: {said[-160:]}")
        elif now.tag == "a" and now.download:
            with self.view.expect_download(timeout=LONG) as got:
                self.key("Enter")
            self.files[got.value.suggested_filename] = str(got.value.path())
        elif now.tag == "summary":
            self.summary()

    def _tells(self, now: Stop) -> bool:
        """Whether a change here is answered at once: in an explorer; fields of a form wait for their button."""
        return not self.view.evaluate("() => !!document.activeElement.closest('.eun-menus')") and "memo" not in now.cell and "option" not in now.cell

    def summary(self) -> None:
        """Open folded evidence or a table, and check that it stays where it is."""
        was = self.here.open
        self.key("Enter")
        if self.look().open == was:
            self.notes.silent.append(f"{self.here} did not open")

    # -- the notebook ------------------------------------------------------------------------------------------------

    def run_all(self) -> None:
        """Ctrl+Shift+Enter, then wait until every cell has run and the page stands still."""
        self.key("Control+Shift+Enter")
        self.view.wait_for_function("""() => window.jupyterapp.shell.currentWidget.content.widgets
            .filter(c => c.model.type === 'code' && c.model.sharedModel.source.trim()).every(c => c.model.executionCount && c.promptNode?.innerText.indexOf('*') < 0)""", timeout=300_000)
        self.page.wait_idle(300_000)
        self.page.settle()

    def cells(self) -> dict[str, str]:
        """Source by cell id, in order."""
        return dict(self.view.evaluate("() => window.jupyterapp.shell.currentWidget.content.widgets.map(c => [c.model.id, c.model.sharedModel.source])"))

    def notebook(self, path: str) -> None:
        """Open, run all, and go from the first stop to the last, doing what each cell asks."""
        started = time.monotonic()
        self.page.open(path)
        self.page.settle()
        self.run_all()
        self.solutions = answers.solutions(path)
        sources = self.cells()
        code = [name for name, text in sources.items() if re.search(r"^lesson\.\w+\(", text, re.M)]
        visited: set[str] = set()
        self.look()
        for _ in range(6000):
            now = self.here
            if now.editor and not now.output:
                self.key("Escape")  # out of a code cell that stands open; Tab would indent in it
                self.key("ArrowDown")
                self.look()
            handled = f"{now.cell}|{now.item}"
            if now.output and handled not in visited and now.tag not in ("div",):
                visited |= {now.cell, handled}
                if self._wanted(now, sources.get(now.cell, "")):
                    self._cell(now, sources.get(now.cell, ""))
                    if self.here.n != now.n:
                        continue  # it has brought us elsewhere already
            elif now.output and now.tag == "summary" and not now.open and "vega" not in now.name.lower():
                self.summary()
            before = self.here
            self.tab()
            if self.here.n < 0 and before.n >= 0:
                if list(sources).index(before.cell) >= max(list(sources).index(c) for c in code):
                    break
                self.notes.jumped.append(f"Tab left the notebook after {before}")  # and a student goes round until it is back
        else:
            self.notes.unreached.append("the end of the notebook, after 6000 stops")
        if self.solutions and not self.only:
            self.codes()
        missed = [] if self.only else [c for c in code if c not in visited and not re.search(r"lesson\.(calibration|card|begin|daily|exercise|table|evidence|check)", sources[c])]
        self.notes.unreached += [f"cell {c}: no stop in it" for c in missed]
        self.finish()
        self.notes.seconds += time.monotonic() - started

    def finish(self) -> None:
        """Write down what the page complained about."""
        shown = self.page.charts()
        self.notes.red += [f"cell {c['id']}: {c['text'][:160]}" for c in shown if c["errors"]]
        self.notes.console += self.page.ours()
        self.notes.outside += self.page.outside
        self.notes.mouse += self.view.evaluate("() => window.__mouse ?? -1")

    def _wanted(self, now: Stop, source: str) -> bool:
        """Whether this visit does what the cell asks: all of it at first, on later visits the named items and the pages that count them."""
        if not self.only:
            return True
        named = set(re.findall(r'"([^"]+)"', source))
        named |= {f"{lesson}-recap" for lesson in named} | ({i.id for i in answers.inventory(False)} if "lesson.inventory(" in source else set())
        return now.item in self.only or (not now.item and bool(named & self.only)) or bool(re.search(r"lesson\.(backup|certificate|progress_page)", source))

    def _cell(self, now: Stop, source: str) -> None:
        """Do what the cell in focus asks."""
        self.says(f"    {now.cell} {now.item}: {now.role} {now.name[:50]!r}")
        found = re.search(r'lesson\.(\w+)\((?:"([^"]*)")?', source)
        word, what = (found.group(1), found.group(2) or "") if found else ("", "")
        try:
            if now.item:
                self.question()
            elif word == "open_task":
                self.open_task(answers.item(what), now.n)
            elif word == "recap":
                self.recap(f"{what}-recap", now.n)
            elif word == "inventory":
                self.inventory(now.n, what == "after")
            elif word == "explore":
                self.explorer(what, now.n)
            elif word in ("backup", "certificate", "memo", "progress_page"):
                self.operate(now.n)
                self.back_into(now.n)
        except Unreachable as err:
            self.says(f"      {err}")

    def codes(self) -> None:
        """Type every solution. Tab passes code cells by, so JupyterLab's own keys lead there: Escape, arrows, Enter."""
        for _ in range(20):
            if self.here.n >= 0:
                break
            self.tab(back=True)
        for cell in reversed(self.solutions):
            self.key("Escape")
            for _ in range(60):
                self.key("ArrowUp")
                if self.look().cell == cell:
                    break
            else:
                self.notes.unreached.append(f"the code cell {cell}, by Escape and arrows; at {self.here}")
                return
            self.code(cell, self.solutions[cell])

    def code(self, cell: str, source: str) -> None:
        """Type a solution into a code cell and run it with Shift+Enter."""
        n = self.here.n
        if not self.here.editor:
            self.key("Enter")
            self.look()
        if not self.here.editor:
            self.notes.unreached.append(f"the editor of cell {cell}; Enter led to {self.here}")
            return
        self.write(source)
        self.key("Shift+Enter")
        with contextlib.suppress(Exception):
            self.view.wait_for_function("n => /^Right\\./m.test(window.jupyterapp.shell.currentWidget.content.widgets[n].node.querySelector('.jp-OutputArea')?.innerText.replace('✓ ', '') || '')", arg=n, timeout=LONG)
        self.quiet()
        said = self.view.evaluate("n => window.jupyterapp.shell.currentWidget.content.widgets[n].node.querySelector('.jp-OutputArea')?.innerText || ''", n)
        if "Right." not in said:
            self.notes.silent.append(f"cell {cell}: the typed solution was answered with “{said[:200]}”")
        else:
            self.notes.answered.append(cell)
        self.look()

    # -- explorers ---------------------------------------------------------------------------------------------------

    def explorer(self, name: str, n: int) -> None:
        """Each step in turn: its bet answered, its mission tried; then on to the controls below."""
        said = answers.explorer(name)
        labels, tried = said["labels"], False
        for place, step in enumerate(said["steps"]):
            if step.get("ask"):
                bet = self.go(lambda s: s.n == n and s.called == labels["bet"], f"the bet of step {step['id']}")
                if bet.tag == "select":
                    self.pick(bet.options[1 + place % (len(bet.options) - 1)])
                else:
                    self.write(f"{(step['ask'].get('low') or 0) + 1:g}")
                self.go(lambda s: s.n == n and s.name == labels["check"], f"the button {labels['check']}")
                self.press()
            if step.get("done") and not tried:
                tried = True
                self.go(lambda s: s.name == labels["next"], "the button of the next step", back=self.here.name != labels["next"] and self.here.name == labels["check"]) if self.here.name != labels["next"] and place else None
                self.go(lambda s: s.name == labels["next"], "the button of the next step") if self.here.name != labels["next"] else None
                self.tab()
                self.matrix(n) if name == "options" else self.operate(n, skip={labels["bet"], labels["check"]})
                self.back_into(n)
            if place + 1 < len(said["steps"]):
                if self.here.name != labels["next"]:
                    back = place > 0 or tried or bool(step.get("ask"))
                    self.go(lambda s: s.n == n and s.name == labels["next"], "the button of the next step", back=back)
                heard = self.press()
                if said["steps"][place + 1]["title"] not in heard:
                    self.notes.silent.append(f"{name}: step {place + 2} opened without its title being said")

    def matrix(self, n: int) -> None:
        """The options matrix: an order, weights, scores and evidence for three options, two futures, then everything else once."""
        said = answers.explorer("options")["labels"]
        self.go(lambda s: s.name == said["rank_save"], said["rank_save"])
        self.press()
        self.go(lambda s: s.name == said["apply"], said["apply"])
        self.press()
        for option in range(3):
            menu = self.go(lambda s: s.called == said["option"], said["option"], back=option > 0)
            self.pick(menu.options[option])
            self.tab()
            while self.here.name != said["save"]:
                now = self.here
                if now.tag == "select" and now.called != said["future"] and not (option == 2 and "vidence" in now.legend):
                    self.pick(now.options[min(len(now.options) - 1, 1 + (len(now.called) + option) % (len(now.options) - 1))])
                self.tab()
                if self.here.n != n:
                    raise Unreachable(f"{said['save']} of the options matrix")
            self.press()
        self.tab()
        self.operate(n)
