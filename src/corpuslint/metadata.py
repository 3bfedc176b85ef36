"""placeholder"""


def lift(code: str, text: str) -> dict[str, list[str]]:
    return {}
