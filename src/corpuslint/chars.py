r"""Classes of characters as the insides of a regular expression's ``[…]``.

Source: Unicode 16.0, Scripts.txt and Blocks.txt. ``\b`` and ``\w`` are no use beside Han: Han are word characters, so
``\b`` never falls between 话 and 1. Spell the neighbours out with these classes instead.
"""

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
"""Ideographs, with 々 and 〇."""
KANA = "\u3041-\u3096\u30a1-\u30fa"
HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3"
CJK_PUNCTUATION = "\u3001-\u3003\u3008-\u3011\u3014-\u301f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
"""Full-width and ideographic marks; the curly quotes, — and … are shared with Latin text and not in here."""
PRIVATE_USE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
SENTENCE_END = "。！？…；：!?"
"""Marks that end a sentence or introduce the next."""
