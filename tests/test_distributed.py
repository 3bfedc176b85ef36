"""A cluster finds what one process finds, byte for byte."""

import json
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpuslint import rulebook
from corpuslint.check import check_documents, check_files
from corpuslint.engine import Ruleset
from corpuslint.policy import Policy
from corpuslint.report.contract import dumps, row
from corpuslint.source import Raw

pa = pytest.importorskip("pyarrow")
distributed = pytest.importorskip("corpuslint.distributed")

RULESET = Ruleset([rule for rule in rulebook.shipped() if rule.default])
TEXTS = [
    "会议于2020年08月03日召开。",
    "中国—东盟合作。",
    "中国—东盟中心。",
    "双方推动中国-东盟合作。",
    "",
    "好。\n&nbsp;坏\n",
] * 5
TEXTS += ["開會於2020-08-03，環境與發展國際會議在這裡舉行。", "开会于2020年8月4日。"] * 2
COLUMNS = distributed.Columns("text", "path", "record")
RECORDS = {"text": TEXTS, "path": ["a.jsonl"] * len(TEXTS), "record": list(range(1, len(TEXTS) + 1))}


def batches(size: int) -> list[Any]:
    return pa.table(RECORDS).to_batches(max_chunksize=size)


def local() -> list[str]:
    documents = [Raw("a.jsonl", text.encode(), number) for number, text in enumerate(TEXTS, 1)]
    return [dumps(row(finding)) for finding in check_documents(documents, RULESET).findings]


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_arrow_batches_give_the_findings_of_one_process(size: int) -> None:
    counts = [distributed.count(batch, RULESET, COLUMNS) for batch in batches(size)]
    decisions = distributed.decide(reversed(counts), RULESET)
    found = [distributed.check(batch, RULESET, decisions, COLUMNS) for batch in batches(size)]
    assert [line for batch in found for line in batch.column("json").to_pylist()] == local()
    assert local()
    assert all(batch.schema == distributed.findings_schema() for batch in found)


def test_a_corpus_rule_takes_part() -> None:
    assert {"NAM001", "DAT002"} <= {json.loads(line)["code"] for line in local()}


def test_stale_decisions_are_refused() -> None:
    decisions = distributed.decide([], RULESET)
    other = Ruleset(RULESET.rules, Policy(script="simplified"))
    with pytest.raises(distributed.StaleError):
        distributed.check(batches(9)[0], other, decisions, COLUMNS)


def test_a_rule_set_travels() -> None:
    RULESET.scanner.scan("会议于2020年08月03日召开。".encode() * 4000)
    there = pickle.loads(pickle.dumps(RULESET))
    assert distributed.name_of(there) == distributed.name_of(RULESET)
    documents = [Raw("a.jsonl", text.encode(), number) for number, text in enumerate(TEXTS, 1)]
    assert check_documents(documents, there).findings == check_documents(documents, RULESET).findings


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    from pyarrow import parquet

    monkeypatch.setattr("corpuslint.containers.PIECE", 400)
    parquet.write_table(pa.table({"text": TEXTS}), tmp_path / "a.parquet", row_group_size=6)
    lines = [json.dumps({"text": text}, ensure_ascii=False) for text in TEXTS]
    (tmp_path / "b.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "c.txt").write_text(TEXTS[0], encoding="utf-8")
    return [tmp_path / name for name in ("a.parquet", "b.jsonl", "c.txt")]


def test_processes_find_what_one_process_finds(corpus: list[Path]) -> None:
    expected = check_files(corpus, RULESET)
    assert expected.documents == 2 * len(TEXTS) + 1
    assert check_files(corpus, RULESET, jobs=2) == expected


@pytest.mark.filterwarnings("ignore")
def test_ray_finds_what_one_process_finds(corpus: list[Path]) -> None:
    ray = pytest.importorskip("ray")
    ray.init(num_cpus=2, object_store_memory=256 << 20, include_dashboard=False, log_to_driver=False)
    try:
        assert check_files(corpus, RULESET, run=distributed.ordered) == check_files(corpus, RULESET)
    finally:
        ray.shutdown()


@pytest.mark.filterwarnings("ignore")
def test_spark_finds_what_one_process_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    sql = pytest.importorskip("pyspark.sql")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("PYSPARK_DRIVER_PYTHON", sys.executable)

    def counted(parts: Iterator[Any]) -> Iterator[Any]:
        return (distributed.count(part, RULESET, COLUMNS) for part in parts)

    spark = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    try:
        frame = spark.createDataFrame(pa.table(RECORDS).to_pandas())
        counts = frame.mapInArrow(counted, _spark_schema(distributed.counts_schema())).toPandas()
        decisions = distributed.decide(pa.Table.from_pandas(counts).to_batches(), RULESET)

        def checked(parts: Iterator[Any]) -> Iterator[Any]:
            return (distributed.check(part, RULESET, decisions, COLUMNS) for part in parts)

        found = frame.mapInArrow(checked, _spark_schema(distributed.findings_schema())).toPandas()
        assert list(found.sort_values(["record", "start", "end", "code"])["json"]) == local()
    finally:
        spark.stop()


def _spark_schema(schema: Any) -> str:
    return ", ".join(f"`{field.name}` {'bigint' if pa.types.is_integer(field.type) else 'string'}" for field in schema)
