"""What is done: the progress table, the page that says so, and how well confidence and answers match."""

from __future__ import annotations

import html

from eunato import controls, course
from eunato.learning import news
from eunato.learning import pages_plan as plan
from eunato.learning.pages_parts import FileLink, box, count, day, esc, para, plain, say
from eunato.learning.progress import store

_CELL = "text-align:left;vertical-align:top;padding:4px 14px 4px 0;border-bottom:1px solid currentColor"


class Progress:
    """The table of lessons. `.rows` is what it shows, as text."""

    def __init__(self) -> None:
        self.status = controls.StatusLine()
        self.table = controls.words("")
        self.button = controls.button(say("progress.refresh"), self._again, status=self.status)
        self._update()
        news.listen("progress", self._update)
        self.box = box(say("progress.title"), say("progress.stored"), [self.table, self.button, self.status])

    def _update(self) -> str:
        events = store().events()
        found = [plan.done(lesson, events) for lesson in plan.lessons() if lesson.published]
        self.rows = [self._row(done) for done in found]
        answered = sum(len(done.answered) for done in found)
        total = sum(len(done.lesson.items) for done in found)
        summary = say("progress.sum", done=answered, total=total, lessons=count(len(found), "lesson"))
        if not events:
            summary = say("progress.nothing")
        heads = [say(f"progress.{name}") for name in ("lesson", "bites", "questions", "first")]
        head = "".join(f'<th scope="col" style="{_CELL}">{esc(h)}</th>' for h in heads)
        body = "".join(
            f'<tr><th scope="row" style="{_CELL};font-weight:400">{esc(row[0])}</th>' + "".join(f'<td style="{_CELL}">{esc(cell)}</td>' for cell in row[1:]) + "</tr>"
            for row in self.rows)
        more = " " + say("progress.unpublished") if len(found) < len(plan.lessons()) else ""
        self.table.value = (para(summary) + f'<table style="border-collapse:collapse"><caption style="text-align:left">{esc(say("progress.caption"))}</caption>'
                            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" + para(say("progress.note") + more))
        return summary

    @staticmethod
    def _row(done: plan.Done) -> list[str]:
        least = plan.LEAST_FOR_SHARE
        share = say("progress.first_few", least=least)
        if done.tried >= least:
            share = say("progress.first_share", right=done.right, tried=done.tried, percent=round(100 * done.right / done.tried))
        bites = say("progress.of", done=done.bites_done, total=done.bites)
        return [f"{done.lesson.id} {done.lesson.title}", bites, say("progress.of", done=len(done.answered), total=len(done.lesson.items)), share]

    def _again(self) -> None:
        self.status.say(say("progress.counted", sum=self._update()))


def progress_page() -> controls.StoredBox:
    """A table of the lessons: bites done, questions answered, share right at the first try (from five answers on)."""
    return Progress().box


class Certificate:
    """A page to keep, for each lesson that is complete."""

    def __init__(self) -> None:
        self.status = controls.StatusLine()
        self.link = FileLink()
        self.intro = controls.words("")
        self.name = controls.text(say("certificate.name"), help=say("certificate.name_help"), wide=False)
        self.make = controls.button(say("certificate.make"), self._make, status=self.status, main=True)
        self.again = controls.button(say("certificate.again"), self._again, status=self.status)
        self.form = controls.row()
        self.form.layout.flex_flow = "column nowrap"
        self.form.layout.align_items = "flex-start"
        self.box = box(say("certificate.title"), say("certificate.stored"), [self.intro, self.form, self.again, self.status])
        self._update()

    def _update(self) -> list[plan.Done]:
        events = store().events()
        found = [plan.done(lesson, events) for lesson in plan.lessons() if lesson.published]
        complete = [done for done in found if done.complete]
        if complete:
            text = para(say("certificate.intro", lessons=", ".join(f"lesson {done.lesson.id}, “{done.lesson.title}”" for done in complete)))
        else:
            text = para(say("certificate.none"))
        begun = [done for done in found if done.answered and not done.complete]
        text += "".join(para(self._missing(done)) for done in begun)
        self.intro.value = text
        self.form.children = (self.name, self.make, self.link) if complete else ()
        return complete

    @staticmethod
    def _missing(done: plan.Done) -> str:
        from eunato.learning import items

        titles = []
        for item_id in done.open[:3]:
            try:
                titles.append(f"“{items.get(item_id).title}”")
            except items.ItemError:
                titles.append(item_id)
        if len(done.open) > 3:
            titles.append(say("certificate.more", n=len(done.open) - 3))
        return say("certificate.open_items", lesson=done.lesson.id, done=len(done.answered), total=len(done.lesson.items), items=", ".join(titles))

    def _again(self) -> None:
        complete = self._update()
        self.status.say(say("certificate.looked", lessons=count(len(complete), "lesson")))

    def _make(self) -> None:
        complete = self._update()
        if not complete:
            self.status.say(say("certificate.none"))
            return
        name = "eunato-certificate.html"
        label = say("certificate.link", file=name)
        self.link.offer(page(complete, self.name.value), name, label, "text/html;charset=utf-8")
        self.status.say(say("certificate.ready", link=label))


def _line(done: plan.Done) -> str:
    first, last = day(done.first), day(done.last)
    return say("certificate.done_day" if first == last else "certificate.done", lesson=done.lesson.id, title=done.lesson.title, total=len(done.answered), first=first, last=last)


def page(complete: list[plan.Done], name: str = "") -> str:
    """The certificate as one HTML file that needs nothing else. The name is shown as typed, never as markup."""
    name = plain(name, 120).replace("\n", " ").strip()
    who = say("certificate.who", name=name) if name else say("certificate.nobody")
    done = "".join(f"<li>{esc(_line(d))}</li>" for d in complete)
    made = say("certificate.made", today=day(course.today().isoformat()), version=course.VERSION)
    head = html.escape(say("certificate.head"))
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{head}</title>
<style>body {{ font: 18px/1.6 Georgia, serif; max-width: 40rem; margin: 4rem auto; padding: 0 1.5rem; color: #1a1a1a; background: #fff; }}
h1 {{ font-size: 1.6em; }} .small {{ font-size: 0.9em; border-top: 1px solid #767676; margin-top: 3rem; padding-top: 1rem; }}</style></head>
<body><main><h1>{head}</h1>
{para(say("certificate.course"))}
{para(who)}
<ul>{done}</ul>
{para(made)}
<div class="small">{para(say("certificate.no_grade"))}{para(say("certificate.not_official"))}</div></main></body></html>
"""


def certificate() -> controls.StoredBox:
    """A page that says which lessons were completed and when; no grade."""
    return Certificate().box


class Calibration:
    """Brier score, bias and picture of the learner's own answers."""

    def __init__(self) -> None:
        self.status = controls.StatusLine()
        self.text = controls.words("")
        self.figure = controls.FigureArea()
        self.points: list[tuple[float, bool]] | None = None
        self.button = controls.button(say("calibration.draw"), self._again, status=self.status)
        self._update()
        news.listen("calibration", self._update)
        stored = say("calibration.stored", least=plan.LEAST_FOR_PICTURE)
        self.box = box(say("calibration.title"), stored, [self.text, self.figure, self.button, self.status])

    def _update(self) -> int:
        points = plan.points(store().events())
        drawn = len(points) >= plan.LEAST_FOR_PICTURE
        counted = say("calibration.counts", n=count(len(points), "answer"))
        self.text.value = "".join(para(sentence) for sentence in [counted, *mirror(points, beside_picture=drawn), say("calibration.rule")])
        if points != self.points:  # the same picture is not drawn twice
            self.points = points
            if drawn:
                self.draw(points)
            else:
                self.figure.clear()
        return len(points)

    def draw(self, points: list[tuple[float, bool]]) -> None:
        """Draw the picture; the sentences hold without it."""
        from eunato.charts import calibration as picture

        self.figure.show(picture.mine(points))

    def _again(self) -> None:
        self.status.say(say("calibration.drawn", n=count(self._update(), "answer")))


def mirror(points: list[tuple[float, bool]], beside_picture: bool = False) -> list[str]:
    """How well confidence and answers match, in sentences; one sentence while there are too few answers.

    The picture says score, bias and caution itself; `beside_picture` leaves only what it does not say.
    """
    from eunato.charts.calibration import percentages
    from eunato.models import calibration as model

    n, least = len(points), plan.LEAST_FOR_PICTURE
    if n < least:
        return [say("calibration.few", least=least)]
    brier = model.brier(points)
    assert brier is not None
    sure_share, right_share = percentages(points)
    gap = abs(sure_share - right_share)
    if gap == 0:
        lean = say("calibration.even")
    else:
        lean = say("calibration.over" if sure_share > right_share else "calibration.under", points=count(gap, "percentage point"))
    sentences = [say("calibration.brier", brier=f"{brier:.2f}"), lean]
    by_word: dict[int, list[bool]] = {}
    for sure, right in points:
        by_word.setdefault(round(100 * sure), []).append(right)
    sure, outcomes = max(by_word.items(), key=lambda pair: (len(pair[1]), pair[0]))
    if len(outcomes) >= 3:
        sentences.append(say("calibration.bin", n=len(outcomes), sure=f"{sure}%", right=count(sum(outcomes), "time")))
    return sentences[2:] if beside_picture else [*sentences, say("calibration.caveat", n=n)]


def calibration() -> controls.StoredBox:
    """How well this learner's confidence matches the answers; below twelve answers a sentence."""
    return Calibration().box
