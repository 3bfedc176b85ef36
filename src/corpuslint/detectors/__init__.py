"""Detectors: plain functions that look for one kind of fault.

Each family of rules has its room; what stands beside them serves several. A rule page names its detector as
``room.module.function`` (or ``module.function``). For a rule about lines or a document the function takes
``(document, rule)`` and yields findings; for a rule about the corpus the name is that of a
:class:`corpuslint.facts.CorpusDetector`. Modules are imported when a trigger of one of their rules first fires.
"""
