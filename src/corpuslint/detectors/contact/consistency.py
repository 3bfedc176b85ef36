"""One phone number written in several ways, and one body with several sites.

Facts. A Chinese number is an area code (10, 2x, or three figures from 3 on; at home behind a 0) and seven or eight
figures of which the first is 2 to 9; abroad +86 or 0086 stands in front and the 0 falls away (ITU-T E.164). E.123
parts the groups by blanks, Chinese letterheads by hyphens or brackets: none is wrong. A mobile number has eleven
figures, 13 to 19 first, in groups of three, four and four or in one. In a contact block the body
stands above its address, and the first of several bodies is the one whose block it is.
"""

import re
from collections.abc import Iterator

from corpuslint.chars import HAN
from corpuslint.detectors.name.title import strict
from corpuslint.detectors.name.vote import Choice, choose, concerns, told
from corpuslint.facts import ALONE, CorpusDetector, Facts, Sighting
from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.inline import in_lines
from corpuslint.lazy import Lazy
from corpuslint.policy import Policy
from corpuslint.rule import Rule
from corpuslint.source import Document, Line

_GAP = "[ \u00a0\\-‐‑–—－]{0,2}"
_PHONE = Lazy(
    rf"(?P<abroad>(?:\+ ?|00)86{_GAP})?(?:(?P<open>[(（]?)(?P<trunk>0?)"
    r"(?P<area>10|2[0-9]|[3-9][0-9]{2})(?P<close>[)）]?)"
    rf"(?P<gap>{_GAP})[2-9][0-9]{{3}}[ -]?[0-9]{{3,4}}(?![0-9])"
    r"|1[3-9][0-9](?P<part>[ -]?)[0-9]{4}(?P=part)[0-9]{4}(?![0-9A-Za-z_@]|[-./][0-9]))"
)
_FIGURES = Lazy("[0-9][0-9]{3}[ -]?[0-9]{3}")
"""They stand in each number."""
_LEAD = re.compile("[0-9A-Za-z_=+./-]")
"""What a number does not stand behind."""
_SITE = re.compile(
    r"(?:网址|網址|网站|網站|官网|官網|主页|主頁)[ ]?[:：][ ]?<?(?:https?://)?(?P<host>(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,18})"
)
_BODY = re.compile(
    rf"[#*\s]*(?P<body>[{HAN}·—―–\-－“”（）()]{{4,40}}(?:中心|公司|集团|委员会|委員會|协会|協會|学会|學會|联盟|聯盟"
    r"|秘书处|秘書處|研究院|研究所|大学|大學|学院|學院|基金会|基金會|银行|銀行|出版社|办公室|辦公室))[*\s]*"
)


def _phones(text: str) -> Iterator[re.Match[str]]:
    """Yield mobile numbers, and those of fixed lines that have an area code with a mark of it: +86, a 0, brackets."""
    for found in in_lines(_PHONE, _FIGURES, text):
        marked = not found["area"] or found["abroad"] or (found["trunk"] and (found["gap"] or found["close"]))
        if marked and not (found.start() and _LEAD.match(text, found.start() - 1)):
            yield found


def _figures(found: re.Match[str]) -> str:
    """Return the number as it is dialled behind the country code."""
    return re.sub("[^0-9]", "", found.group()[len(found["abroad"] or "") :]).lstrip("0")


def _style(found: re.Match[str]) -> str:
    """Return a number as written, without a 0 behind the country code, which is a rule of its own."""
    written = found.group()
    if not found["abroad"] or not found["trunk"]:
        return written
    at = found.start("trunk") - found.start()
    return written[:at] + written[at + 1 :]


def collect_phones(document: Document, _rule: Rule) -> Iterator[Sighting]:
    """Yield the written form of each number, under its figures."""
    for found in _phones(document.text):
        yield Sighting(_figures(found), _style(found), found.start())


def decide_phones(facts: Facts, _rule: Rule, _policy: Policy) -> dict[str, Choice]:
    """Return the written forms that are not those of most documents."""
    odd: dict[str, Choice] = {}
    for forms in facts.values():
        if len(forms) > 1:
            choice = choose(forms)
            odd |= {form: choice for form in forms if form != choice.form}
    return odd


def check_phones(document: Document, rule: Rule, odd: dict[str, Choice]) -> Iterator[Finding]:
    """Yield a finding for each number that is written otherwise than in most documents."""
    for found in _phones(document.text) if odd else ():
        style = _style(found)
        if style in odd:
            choice = odd[style]
            others = {form: tally for form, tally in choice.forms.items() if form != style}
            fix = replacement(*found.span(), choice.form, Applicability.UNSAFE) if choice.form else None
            message = told(found.group(), choice.forms[style].occurrences, others)
            yield Finding(rule.code, *found.span(), message, fix)


def _sites(document: Document, rule: Rule) -> Iterator[tuple[str, re.Match[str], int]]:
    """Yield the key of the body, the match of its site, and where the line of the match begins."""
    for number, line in enumerate(document.lines):
        found = _SITE.search(line.text) if ":" in line.text or "：" in line.text else None
        if found and (body := _body(document.lines[max(0, number - rule.options["lines"]) : number])):
            yield strict(body), found, line.start


def _body(lines: list[Line]) -> str:
    """Return the first of the bodies that stand together above a site; empty if there is none."""
    body = ""
    for line in reversed(lines):
        found = _BODY.fullmatch(line.text)
        if found:
            body = found["body"]
        elif body and not line.blank:
            break
    return body


def collect_sites(document: Document, rule: Rule) -> Iterator[Sighting]:
    """Yield the host of each labelled site, under the body whose contact block it stands in."""
    for body, found, start in _sites(document, rule):
        yield Sighting(body, found["host"].lower().removeprefix("www."), start + found.start("host"))


def check_sites(document: Document, rule: Rule, facts: Facts) -> Iterator[Finding]:
    """Yield a finding for each site of a body that has another elsewhere."""
    for body, found, start in _sites(document, rule):
        host = found["host"].lower().removeprefix("www.")
        forms = facts.get(body, {})
        others = {form: tally for form, tally in forms.items() if form != host}
        if others and host in forms:
            message = told(host, forms[host].occurrences, others) + " for the same body"
            yield Finding(rule.code, start + found.start("host"), start + found.end("host"), message)


phones = CorpusDetector(collect_phones, check_phones, decide_phones, concerns=concerns, frame=ALONE)
sites = CorpusDetector(
    collect_sites,
    check_sites,
    concerns=lambda facts, _rule, all_facts: any(len(all_facts.get(body, ())) > 1 for body in facts),
    frame=ALONE,
)
