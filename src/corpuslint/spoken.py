"""Spellings that a line speaks of rather than uses: “二○○八年”应为“二〇〇八年”, 不要写成“己经”.

Facts: style guides, lists of errata and textbooks put a spelling between quotation marks and say beside them that it is
written, meant or wrong so (写作, 应为, 误作, 就错了); without marks they forbid it (不要用...代替……) or name it an
example (如(图1）就错了). All of it lies within one line. Repaired, such a sentence contradicts itself.
"""

from collections.abc import Iterator

from corpuslint.lazy import Lazy

_QUOTED = Lazy(
    '[“‘「『"](?:(?<=“)[^“”\r\n]{1,60}”|(?<=‘)[^‘’\r\n]{1,60}’|(?<=「)[^「」\r\n]{1,60}」'
    '|(?<=『)[^『』\r\n]{1,60}』|(?<=")[^"\r\n]{1,60}")'
)
_NEAR = 16
"""Characters before a quotation in which what says that its spelling is meant stands as a whole."""
_MUST = "(?:[应應][该該当當]?|[当當须須宜要])"
_NOT = "(?:不[要能可得宜]?|不[应應][该該当當]?|勿|[别別]|避免|禁止)"
_WRITTEN = "(?:[写寫误誤错錯改印打排][作成为為]|[误誤错錯][写寫][作成为為])"
_BEFORE = Lazy(
    rf"(?:{_WRITTEN}了?|{_NOT}[写寫打]|{_NOT}使用|{_NOT}(?<!不)用|{_MUST}[为為作]|[应應][该該当當](?:是|用)|而不是|而非|代替|替代"
    rf"|[误誤错錯]|[错錯][误誤]的?(?:[写寫用]法|例子)?(?:[有如是为為]|例如))[:：]?\Z"
)
_BEHIND = Lazy(
    r"(?:[（(][^（）()\r\n]{0,20}[）)])?(?:在[^，。；！？“”「」\r\n]{1,8}?)?"
    rf"(?:(?:{_MUST}|{_NOT}|可以?|也|常|多|都|就|便|[则則]|均|皆|被|是|来|來|[统統]一|一律|往往|容?易|一[词詞字])){{0,3}}"
    rf"(?:{_WRITTEN}|(?<=[应應当當该該])(?:[为為改]|作(?![为為]))|[误誤](?!以|差)|[错錯](?![过過])|代替|替代|不[对對]|不正[确確]|有[误誤]|[多少漏缺]了"
    r"|[里裡中内內][面边邊]?的[^，。；！？\r\n]{0,8}(?:是|有|[应應]|漏|缺)[^，。；！？\r\n]{0,8}?(?:字|零|符|[号號]|空格|[点點]|[全半][角形]))"
)
_FORBIDDEN = Lazy(
    r"[不勿别別避禁](?:[要能可得宜应應免止]|(?<![不避禁]))(?:[该該当當再]|)"
    r"(?:使?用[^。！？；\r\n]{1,12}?[来來]?(?:代替|替代|表示)|[写寫打][作成为為][^，。；！？\r\n]{1,12})"
)
_AN_EXAMPLE = Lazy(r"[如像](?![果何此今])[^，。！？；\r\n]{1,30}?[就便则則都也]?是?[错錯][了的误誤]")


def spoken_of(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of spellings that are spoken of, quotation marks included."""
    for quoted in _QUOTED.finditer(text):
        start, end = quoted.span()
        if _BEFORE.search(text[max(0, start - _NEAR) : start]) or _BEHIND.match(text, end):
            yield start, end
    for pattern in (_FORBIDDEN, _AN_EXAMPLE):
        yield from (found.span() for found in pattern.finditer(text))
