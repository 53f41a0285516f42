"""Sums of whole months; histograms of days and months in a form in which a year of them is added at once."""

MEASURES = (
    "calls", "unpriced", "estimated", "partial", "input_tokens", "cache_read_tokens", "cache_write_5m_tokens",
    "cache_write_1h_tokens", "output_tokens", "reasoning_tokens", "audio_in_tokens", "audio_out_tokens",
    "image_in_tokens", "image_out_tokens", "web_searches", "images", "audio_ms", "cost_nusd", "latency_us",
    "ttft_calls", "ttft_us", "speed_tokens", "speed_us",
)  # fmt: skip

OLD_DAY_HISTOGRAM = """
    CREATE TABLE day_histogram (
        day INTEGER NOT NULL,
        slice_id INTEGER NOT NULL REFERENCES slice (id) ON DELETE RESTRICT,
        kind INTEGER NOT NULL CHECK (kind IN (0, 1)),
        slot INTEGER NOT NULL,
        calls INTEGER NOT NULL,
        PRIMARY KEY (day, slice_id, kind, slot)
    ) STRICT, WITHOUT ROWID
    """


def histogram_of(unit):
    return f"""
    CREATE TABLE {unit}_histogram (
        {unit} INTEGER NOT NULL,
        slice_id INTEGER NOT NULL REFERENCES slice (id) ON DELETE RESTRICT,
        kind INTEGER NOT NULL CHECK (kind IN (0, 1)),
        slots BLOB NOT NULL,
        PRIMARY KEY ({unit}, slice_id, kind)
    ) STRICT, WITHOUT ROWID
    """


MONTH_ROLLUP = f"""
    CREATE TABLE month_rollup (
        month INTEGER NOT NULL,
        slice_id INTEGER NOT NULL REFERENCES slice (id) ON DELETE RESTRICT,
        {" ".join(f"{name} INTEGER NOT NULL," for name in MEASURES)}
        PRIMARY KEY (month, slice_id)
    ) STRICT, WITHOUT ROWID
    """


def count_days_anew(db):
    """Days are made from the 15-minute sums, in small steps beside the traffic."""
    db.execute_sql("DELETE FROM day_rollup")
    db.execute_sql("DELETE FROM fact WHERE name IN ('day_zone', 'day_from')")


def up(_, db):
    db.execute_sql("DROP TABLE day_histogram")
    db.execute_sql(histogram_of("day"))
    db.execute_sql(MONTH_ROLLUP)
    db.execute_sql(histogram_of("month"))
    count_days_anew(db)


def down(_, db):
    for name in ("month_histogram", "month_rollup", "day_histogram"):
        db.execute_sql(f"DROP TABLE {name}")
    db.execute_sql(OLD_DAY_HISTOGRAM)
    count_days_anew(db)
