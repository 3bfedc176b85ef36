"""What is told of headings without a parser is what the parser tells."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpuslint.detectors.heading.markdown import parsed
from corpuslint.detectors.heading.outline import DoubtError, outline
from corpuslint.source import Document

HEADINGS = [
    "# 甲",
    "## 乙 ##",
    "### 丙#",
    "#",
    "# ",
    "##\t丁",
    "#丁",
    "####### 戊",
    "  # 己",
    "    # 庚",
    "\t# 甲",
    "# 甲 \u3000",
]
ODD = [
    "\\# 甲",
    "\u2028# 甲",
    "\x0c# 甲",
    "===",
    "=",
    "---",
    "--",
    "***",
    "| 表 | a |",
    "[甲]: b",
    "> 引文",
    "- 项",
    "  - 项",
    "1. 项",
    "3) 项",
    "1234567890. 项",
]
PLAIN = ["10 个", "2018", "正文。", "字 a", "\u3000缩进", "", "", "", " "]
CODE = ["```", "````", "```sh", "``` `x", "~~~", "  ```", "    ```"]
HTML = ["<div>", "</div>", "<https://example.org>", "<b>粗</b>", "<pre>", "</pre>", "<script setup>", "</script>x"]
HTML += ["<table>", "  <tr>", " </tr>", "  <pre>", "  <https://example.org>", "   <b>粗</b>", "- <div>"]
COMMENTS = ["<!-- 注", "<!-->", "注 -->", "<!-- 注 -->", " <!-- 注", "  <!-- 注 -->"]


@settings(max_examples=1000)
@given(st.lists(st.sampled_from([*HEADINGS, *ODD, *PLAIN, *CODE, *HTML, *COMMENTS]), max_size=14).map("\n".join))
@example("<!-->\n# 甲")
@example("> 引文\n===\n")
@example("- 项\n---\n# 甲")
def test_an_outline_is_what_a_parser_reads(text: str) -> None:
    document = Document("a.md", text)
    try:
        found = outline(document)
    except DoubtError:
        return
    assert found == parsed(document)


def test_ordinary_documents_need_no_parser() -> None:
    head = "---\ntags:\n  - 甲\n---\n\n题名\n===\n\n> 引\n\n## 乙\n\n- 项\n\n"
    text = f"{head}```sh\n# 注\n```\n\n<!-- 注 -->\n\n### 丙\n"
    assert [heading.title for heading in outline(Document("a.md", text))] == ["题名", "乙", "丙"]
