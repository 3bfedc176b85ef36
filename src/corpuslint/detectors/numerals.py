"""Numbers as dates and ordinals write them: figures of both widths and Han digits.

Facts. Full-width figures are U+FF10 to U+FF19. A year is read digit by digit, with 〇 (U+3007; also 零, and ○ U+25CB or
O in careless typing) for zero; numbers below one hundred with 十 (廿 twenty, 卅 thirty).
"""

DIGITS = "0-9０-９"
"""Inside of a character class."""
HAN_DIGITS = "〇零○一二三四五六七八九"
HAN_YEAR = f"[一二][{HAN_DIGITS}]{{3}}"
"""A year of four Han digits."""
HAN_NUMBER = "(?:[一二三四五六七八九]?十[一二三四五六七八九]?|[廿卅][一二三四五六七八九]?|[一二三四五六七八九])"
"""A number from 1 to 99."""
HAN_ERA_YEAR = f"(?:元|[{HAN_DIGITS}十百廿卅]{{1,5}}|[{DIGITS}]{{1,3}})"
"""The year of an era (民国九十八, 民国九八, 民国98, 民国元)."""

_VALUES = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_TENS = {"十": 10, "廿": 20, "卅": 30, "百": 100}


def han_year(written: str) -> int:
    """Return the year of digits read one by one (二〇二三 → 2023); figures pass."""
    if written[:1].isdecimal():
        return int(written)
    return int("".join(str(_VALUES.get(digit, 0)) for digit in written))


def era_year(written: str) -> int:
    """Return the year of an era: 元 is the first, and it is read as a number or digit by digit."""
    if written == "元":
        return 1
    return han_number(written) if _TENS.keys() & set(written) else han_year(written)


def han_number(written: str) -> int:
    """Return the value of a number below two hundred (二十三, 廿三, 一百一十, 23)."""
    if written[:1].isdecimal():
        return int(written)
    total, digit = 0, 0
    for char in written:
        if char in _TENS:
            total += _TENS[char] * (digit or 1)
            digit = 0
        else:
            digit = _VALUES.get(char, 0)
    return total + digit
