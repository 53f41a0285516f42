"""What keeps a ledger fast and proven: days of a home zone, a proof of each day's rows, what was done."""

MEASURES = (
    "calls", "unpriced", "estimated", "partial", "input_tokens", "cache_read_tokens", "cache_write_5m_tokens",
    "cache_write_1h_tokens", "output_tokens", "reasoning_tokens", "audio_in_tokens", "audio_out_tokens",
    "image_in_tokens", "image_out_tokens", "web_searches", "images", "audio_ms", "cost_nusd", "latency_us",
    "ttft_calls", "ttft_us", "speed_tokens", "speed_us",
)  # fmt: skip

TABLES = (
    f"""
    CREATE TABLE day_rollup (
        day INTEGER NOT NULL,
        slice_id INTEGER NOT NULL REFERENCES slice (id) ON DELETE RESTRICT,
        {" ".join(f"{name} INTEGER NOT NULL," for name in MEASURES)}
        PRIMARY KEY (day, slice_id)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE day_histogram (
        day INTEGER NOT NULL,
        slice_id INTEGER NOT NULL REFERENCES slice (id) ON DELETE RESTRICT,
        kind INTEGER NOT NULL CHECK (kind IN (0, 1)),
        slot INTEGER NOT NULL,
        calls INTEGER NOT NULL,
        PRIMARY KEY (day, slice_id, kind, slot)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE day_proof (
        day INTEGER NOT NULL PRIMARY KEY,
        calls INTEGER NOT NULL,
        digest INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE fact (
        name TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE care_run (
        seq INTEGER NOT NULL PRIMARY KEY,
        kind TEXT NOT NULL,
        started_us INTEGER NOT NULL,
        took_us INTEGER NOT NULL,
        ok INTEGER NOT NULL CHECK (ok IN (0, 1)),
        outcome TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX care_run_kind ON care_run (kind, seq)",
    """
    CREATE TABLE slow_query (
        sql TEXT NOT NULL PRIMARY KEY,
        plan TEXT NOT NULL,
        times INTEGER NOT NULL,
        worst_us INTEGER NOT NULL,
        last_us INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
)
NAMES = ("slow_query", "care_run", "fact", "day_proof", "day_histogram", "day_rollup")


def up(_, db):
    for statement in TABLES:
        db.execute_sql(statement)
    # The proofs cover the rows that are written from here on.
    db.execute_sql("INSERT INTO fact SELECT 'proven_from_seq', coalesce(max(seq), 0) + 1 FROM call")
    db.execute_sql("INSERT INTO fact VALUES ('ledger_id', lower(hex(randomblob(16))))")


def down(_, db):
    for name in NAMES:
        db.execute_sql(f"DROP TABLE {name}")
