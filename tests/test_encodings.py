"""Encodings of whole files: what is certain is right, what is not is left alone."""

import pytest

from corpuslint.decoding import encodings
from corpuslint.decoding.decode import decode, encode

SIMPLIFIED = "为了保护环境，各地政府应当加强对企业的监督管理，依法处理违法行为，并向社会公布结果。\n" * 3
TRADITIONAL = "為了保護環境，各地政府應當加強對企業的監督管理，依法處理違法行為，並向社會公布結果。\n" * 3
JAPANESE = "この関数は引数を二つ取り、その結果を配列として返します。詳しくは次の章をご覧ください。\n" * 3
KOREAN = "이 함수는 두 개의 인수를 받아 그 결과를 배열로 반환합니다. 자세한 내용은 다음 장을 보세요.\n" * 3
WESTERN = {
    "cp1252": "Les élèves étaient déjà arrivés à l'école, où la fête avait commencé. Für Öl zahlt man über 5 £.\n",
    "cp1250": "Příliš žluťoučký kůň úpěl ďábelské ódy; łódź, źdźbło i żaba.\n",
    "cp1251": "Съешь же ещё этих мягких французских булок, да выпей чаю.\n",
    "koi8-r": "Съешь же ещё этих мягких французских булок, да выпей чаю.\n",
    "cp1253": "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία του ανθρώπου.\n",
    "cp1254": "Pijamalı hasta yağız şoföre çabucak güvendi; ığdır, üşüdü.\n",
    "cp437": "Über größere Flächen fällt äußerst häufig Regen; Mädchen hören Öl.\n",
}


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLIFIED, "gb18030"), (SIMPLIFIED, "hz"), (SIMPLIFIED, "utf-16-le"), (SIMPLIFIED, "utf-16-be"),
        (TRADITIONAL, "cp950"), (TRADITIONAL.replace("為了", "為咗嘅"), "big5hkscs"), (TRADITIONAL, "utf-16-be"),
        (JAPANESE, "cp932"), (JAPANESE, "euc_jp"), (KOREAN, "cp949"), ("plain text\n" * 9, "utf-16-le"),
        (SIMPLIFIED, "utf-32-le"), (JAPANESE, "utf-32-be"), ("plain text\n" * 9, "utf-32-be"),
    ],
)  # fmt: skip
def test_encoding_is_found_and_certain(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    decoded = decode(data)
    assert (decoded.text, decoded.certain) == (text, True)
    assert encode(decoded.text, decoded.encoding, decoded.bom) == data


@pytest.mark.parametrize("repeat", [1, 20])
@pytest.mark.parametrize("encoding", WESTERN)
def test_single_byte_text_is_never_certain(encoding: str, repeat: int) -> None:
    assert not decode((WESTERN[encoding] * repeat).encode(encoding)).certain


@pytest.mark.parametrize("data", [b"\xff", b"\x80\x81", bytes(range(256)) * 20, b"\x89PNG\r\n\x1a\n\x00\x00\xff" * 50])
def test_what_is_no_text_is_unknown(data: bytes) -> None:
    decoded = decode(data)
    assert (decoded.encoding, decoded.certain) == ("", False)


@pytest.mark.parametrize("text", ["~{x}", "a~{1,2}b", "\x1b[31mred\x1b[0m", "nul \x00 in text", "\x00"])
def test_escapes_of_other_kinds_are_utf8(text: str) -> None:
    assert decode(text.encode()).plain


def test_lines_in_two_encodings() -> None:
    data = "第一行\n".encode() + SIMPLIFIED.splitlines(keepends=True)[0].encode("gbk") + "第三行\n".encode()
    decoded = decode(data)
    assert not decoded.certain
    assert decoded.detail == "line 2 is not UTF-8, perhaps GB18030; the rest is: bring its parts into one encoding"
    assert SIMPLIFIED.splitlines()[0] in decoded.text


ENGLISH = "A line of plain words, and a second one.\n"
MARKS = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}


@pytest.mark.parametrize("bom", MARKS.values())
@pytest.mark.parametrize(
    ("text", "encoding"),
    [(ENGLISH, "utf-8"), (ENGLISH + "!", "utf-8"), (SIMPLIFIED, "utf-8"), ("hi", "utf-8"), (SIMPLIFIED[:9], "utf-8"),
     (SIMPLIFIED, "gb18030"), (SIMPLIFIED + "!", "gb18030"), (TRADITIONAL, "cp950"), (JAPANESE, "cp932")],
)  # fmt: skip
def test_a_mark_before_other_text_garbles_nothing(text: str, encoding: str, bom: bytes) -> None:
    decoded = decode(bom + text.encode(encoding))
    assert (decoded.text, decoded.certain) == ("\ufffd\ufffd" + text, False)
    assert "take the mark away" in decoded.detail


@pytest.mark.parametrize("encoding", MARKS)
@pytest.mark.parametrize(
    "text",
    ["", "中", "a", "😀😃 ok", ENGLISH, SIMPLIFIED, TRADITIONAL, JAPANESE, KOREAN, "道可道，非常道。",
     *WESTERN.values(), "यह हिन्दी में लिखा हुआ पाठ है।", "นี่คือข้อความภาษาไทย", "هذا نص باللغة العربية", "இது தமிழ் உரை"],
)  # fmt: skip
def test_a_mark_before_its_own_text_is_believed(text: str, encoding: str) -> None:
    data = MARKS[encoding] + text.encode(encoding)
    decoded = decode(data)
    assert (decoded.text, decoded.certain) == (text, True)
    assert encode(decoded.text, decoded.encoding, decoded.bom) == data


def test_the_owner_may_vouch_for_a_mark() -> None:
    data = b"\xff\xfe" + bytes([1, 0x90, 7, 0x81, 3, 0xE0])
    assert not decode(data).certain
    assert decode(data, "utf-16").certain


@pytest.mark.parametrize("lost", [1, 2])
@pytest.mark.parametrize("declared", ["", "utf8"])
def test_utf8_that_was_cut(lost: int, declared: str) -> None:
    whole = SIMPLIFIED.strip()
    decoded = decode(whole.encode()[:-lost], declared)
    assert (decoded.text, decoded.encoding, decoded.certain) == (whole[:-1] + "\ufffd", "utf-8", False)
    assert ("the last byte is" if lost == 2 else "the last 2 bytes are") in decoded.detail


def test_time_is_linear() -> None:
    assert encodings.judge(("中" * 2_000_000).encode("gbk")).encoding in ("gb18030", "")
    assert decode(b"\xff\n" * 200_000).fault == 0
