"""What is lifted out of removed boilerplate."""

from corpuslint.metadata import lift


def test_source_without_its_bracket_and_date() -> None:
    assert lift("BLP007", "（来源：新华社）\n") == {"source": ["新华社"]}
    assert lift("BLP007", "文章来源:某某部国际合作司2023-05-18 17:48\n") == {
        "source": ["某某部国际合作司"],
        "date": ["2023-05-18"],
    }


def test_masthead() -> None:
    text = "某某环境中心\nSome Environmental Center\n\n# 简报\n\n2022年第5期\n\n2022年6月29日\n"
    assert lift("masthead", text) == {
        "date": ["2022年6月29日"],
        "issue": ["2022年第5期"],
        "masthead": ["某某环境中心", "Some Environmental Center", "简报"],
    }


def test_contacts() -> None:
    text = "联系我们\n\n某某中心\n邮编：100000\n电话：+86-10-1234\n电子邮箱：a@example.org\n网址：<http://www.example.org>\n"
    assert lift("BLP001", text) == {
        "contacts": ["邮编：100000", "电话：+86-10-1234", "a@example.org", "http://www.example.org"],
        "contact-names": ["联系我们", "某某中心"],
    }


def test_credits_and_notices() -> None:
    assert lift("BLP008", "（某某秘书处整理编辑）") == {"credits": ["某某秘书处整理编辑"]}
    assert lift("BLP003", "京ICP备12345678号-7") == {"registration": ["京ICP备12345678号-7"]}
    assert lift("BLP002", "© 2014 某某网") == {"copyright": ["© 2014 某某网"]}


def test_values_are_whole_and_clean() -> None:
    footer = "【版權(quán)聲明】如有侵權(quán)請(qǐng)告知,本站將立即做刪除處理(QQ:51999076)。\n"
    assert lift("BLP002", footer) == {"contacts": ["QQ：51999076"]}
    assert lift("BLP003", "備案/許可證編號(hào)京ICP備12345678號(hào)-7\n") == {"registration": ["京ICP備12345678號-7"]}
    assert lift("BLP002", "© 2014 某某網(wǎng)\n") == {"copyright": ["© 2014 某某網"]}
    assert lift("BLP015", "地址：某某路5号（某某大厦）\n") == {"contacts": ["地址：某某路5号（某某大厦）"]}
    assert lift("BLP008", "（来源:某某网,某某秘书处整理编辑）\n") == {"source": ["某某网,某某秘书处整理编辑"]}


def test_a_masthead_ends_at_its_contents() -> None:
    text = "某某观察\n\n第5期\n\n- 首届大会在京开幕\n- 论坛在大会期间举办\n"
    assert lift("masthead", text) == {"issue": ["第5期"], "masthead": ["某某观察"]}


def test_nothing_said() -> None:
    assert lift("BLP004", "关于我们 | 联系我们 | 网站地图") == {}
    assert lift("BLP001", "") == {}
