"""What is protected, and that protection is linear in the length of the text."""

import time

import pytest

from corpuslint.regions import KINDS, find


def texts(kind: str, text: str, *, markdown: bool = True) -> list[str]:
    return [text[start:end] for start, end in find(kind, text, markdown=markdown).spans]


@pytest.mark.parametrize(
    ("kind", "text", "inside"),
    [
        ("code", "前\n```py\na,b\n```\n后", ["```py\na,b\n```"]),
        ("code", "前\r\n```py\r\na,b\r\n```\r\n后", ["```py\r\na,b\r\n```"]),
        ("code", "前\r```\ra\r```\r后", ["```\ra\r```"]),
        ("code", "~~~\n没有关", ["~~~\n没有关"]),
        ("code", "用 `甲,乙` 与 ``丙`丁``。", ["`甲,乙`", "``丙`丁``"]),
        ("code", "<pre>甲,乙</pre>丙<code>丁</code>", ["<pre>甲,乙</pre>", "<code>丁</code>"]),
        ("code", "段\n\n    甲,乙\n\n\t丙\n段", ["    甲,乙", "\t丙"]),
        ("code", "段\r\n\r\n    甲,乙\r\n段", ["    甲,乙"]),
        ("code", "    甲\n- 项\n\n    乙\n\n        丙\n", ["    甲", "        丙"]),
        ("code", "段\n    甲\n\n1. 项\n续\n\n    乙\n\n段\n\n    丙", ["    丙"]),
        ("code", "- 项\n  - 项\n\n    甲\n\n- - 项\n\n    乙\n\n***\n\n    丙", ["    丙"]),
        ("code", "> 引\n    甲\n\n[^1]: 注\n\n    乙\n\n!!! note\n\n    丙\n", []),
        ("code", "---\na: |\n\n    甲\n---\n\n    乙", ["    乙"]),
        ("code", "{% raw %}\n甲\n{% endraw %}\n乙", ["{% raw %}\n甲\n{% endraw %}"]),
        ("math", "若 $a,b$ 则 $$c\n,d$$ 共 $5 和 $6", ["$a,b$", "$$c\n,d$$"]),
        ("math", r"\(甲,乙\) 与 \begin{align}甲\\乙\end{align}", [r"\(甲,乙\)", r"\begin{align}甲\\乙\end{align}"]),
        ("link", "见[甲](https://a.b/乙(丙),丁)。", ["https://a.b/乙(丙),丁"]),
        ("front-matter", "---\r\na: 甲,乙\r\n---\r\n正文", ["---\r\na: 甲,乙\r\n---"]),
        ("table", "| 甲,乙 | 丙 |\r\n|---|---|\r\n| 丁 | 戊 |\r\n", ["| 甲,乙 | 丙 |", "| 丁 | 戊 |"]),
        ("table", "段\n\n甲 | 乙\n--- | ---\n丙,丁 | 戊\n\n段", ["甲 | 乙\n--- | ---\n丙,丁 | 戊"]),
        ("url", "见https://a.cn/b?c=1,2。", ["https://a.cn/b?c=1,2"]),
        (
            "url",
            "见http://a.cn/二○○八年/首页.html，http://a.cn/年鉴2008年/b",
            ["http://a.cn/二○○八年/首页.html", "http://a.cn/年鉴2008年/b"],
        ),
        ("url", "http://a.cn查看http://b.cn/c", ["http://a.cn", "http://b.cn/c"]),
        ("url", "http://开头，见www.a.cn的正文", ["www.a.cn"]),
        ("path", r"存于D:\资料\年鉴 与“二○○八年.doc”。", [r"D:\资料\年鉴", "二○○八年.doc"]),
        ("path", "/home/我/二○○八年/甲.txt", ["/home/我/二○○八年/甲.txt"]),
        ("email", "写给a.b@c.cn。", ["a.b@c.cn"]),
        ("html", '<a title="甲,乙">丙</a><!-- 丁\n戊 -->', ['<a title="甲,乙">', "</a><!-- 丁\n戊 -->"]),
        ("wiki-link", "见[[帮助:目录]]。", ["[[帮助:目录]]"]),
        ("template", "共{{ 数 }}个${名}", ["{{ 数 }}", "${名}"]),
        (
            "wrong-example",
            "错误：\n\n> 嗨! 你好\n\n> 嗨,你好\n\n正确：\n\n> 嗨！",
            ["错误：\n\n> 嗨! 你好\n\n> 嗨,你好"],
        ),
        ("wrong-example", "错误：你好,世界\n\n正确：你好，世界", ["错误：你好,世界"]),
        ("wrong-example", "Bad:\n你好,世界\n再见\n\n下一段", ["Bad:\n你好,世界\n再见"]),
        ("wrong-example", "错：你好,世界\n对：你好，世界", ["错：你好,世界"]),
        ("spoken-of", "“二○○八年”应为‘二〇〇八年’，他说：“再见,世界”。", ["“二○○八年”", "‘二〇〇八年’"]),
        ("spoken-of", "“其它,”中的逗号应为全角，“他来了 ，”多了空格。", ["“其它,”", "“他来了 ，”"]),
        ("spoken-of", "勿用...代替省略号，如(图1）就错了。", ["勿用...代替", "如(图1）就错了"]),
        ("spoken-of", "“好,来”应作为主题，会议通过了“甲,乙”应急预案。", []),
        ("emoticon", "好的:) 谢谢(^_^)与（・∀・）", [":)", "(^_^)", "（・∀・）"]),
        ("emoticon", "如下:(一)甲；(二)乙，D:)", []),
    ],
)
def test_found(kind: str, text: str, inside: list[str]) -> None:
    found = texts(kind, text)
    if kind == "table":
        assert all(any(part in piece for piece in found) for part in inside)
    else:
        assert found == inside


def test_plain_text_has_no_markdown() -> None:
    assert texts("code", "`甲,乙`，~~~\n甲\n~~~\n```\n甲,乙", markdown=False) == []
    assert texts("code", "甲\n```\n乙,丙\n```\n丁", markdown=False) == ["```\n乙,丙\n```"]
    assert texts("table", "| 甲 | 乙 |", markdown=False) == []


HOSTILE = [
    *("a", "<", "<!--", "$", "$$", "`", "``` ` ", "(", "](", "[[", "{{", " ", "|", "\t|", "a@", "www.", "错误：\n"),
    *(
        ":(",
        "（・",
        "\\(",
        "\\begin{a}",
        "<pre>",
        "```\n",
        "---\n",
        "https://",
        "-|",
        " -",
        "https://a/甲",
        "甲/",
        "甲.",
        "/a",
        "\\\\a\\",
        "。\r",
        "❌\n",
        "> ",
        "(^",
    ),
    *("“甲”不要", "不要用", "如甲", "“", '"', "“甲”在", "“甲”里的是", "不要写成"),
]


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_hostile_text_takes_linear_time(kind: str, piece: str) -> None:
    text = piece * (200_000 // len(piece))
    start = time.process_time()
    find(kind, text, markdown=True)
    assert time.process_time() - start < 2


def test_an_indented_sentence_of_chinese_is_no_code() -> None:
    text = "# 某某\n\n    会议强调要坚持系统治理和综合治理，统筹推进各项工作。\n\n    二○○八年 归档 ，清理\n"
    code = [text[start:end].strip() for start, end in find("code", text, markdown=True).spans]
    assert code == ["二○○八年 归档 ，清理"]
