"""BLAKE2b, by which findings are known again, without ``hashlib``.

Importing ``hashlib`` loads OpenSSL: 3 ms, a fifteenth of what a hook does for a page with a finding. Its ``blake2b`` is
not OpenSSL's but that of ``_blake2`` (CPython since 3.6), which is asked for here by its own name where there is one.
"""

try:
    from _blake2 import blake2b
except ImportError:  # another Python
    from hashlib import blake2b

__all__ = ["blake2b"]
