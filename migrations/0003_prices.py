"""The user's own prices, whose list a name is priced by, and every cost that was corrected afterwards."""

TABLES = (
    """
    CREATE TABLE price_override (
        id TEXT NOT NULL PRIMARY KEY,
        provider TEXT NOT NULL,
        model TEXT NOT NULL,
        prices TEXT NOT NULL,
        from_us INTEGER NOT NULL,
        until_us INTEGER,
        tier TEXT,
        created_us INTEGER NOT NULL,
        made_by TEXT NOT NULL,
        reason TEXT NOT NULL,
        removed_us INTEGER
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE price_mapping (
        provider TEXT NOT NULL,
        name TEXT NOT NULL,
        seller TEXT NOT NULL,
        model TEXT NOT NULL,
        created_us INTEGER NOT NULL,
        PRIMARY KEY (provider, name)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE repricing (
        id INTEGER NOT NULL PRIMARY KEY,
        started_us INTEGER NOT NULL,
        finished_us INTEGER,
        undone_us INTEGER,
        made_by TEXT NOT NULL,
        reason TEXT NOT NULL
    ) STRICT
    """,
    # The old cost stays beside the new one for as long as the call does.
    """
    CREATE TABLE correction (
        repricing_id INTEGER NOT NULL REFERENCES repricing (id) ON DELETE RESTRICT,
        call_seq INTEGER NOT NULL REFERENCES call (seq) ON DELETE CASCADE,
        old_nusd INTEGER,
        new_nusd INTEGER,
        old_basis INTEGER NOT NULL CHECK (old_basis BETWEEN 0 AND 4),
        new_basis INTEGER NOT NULL CHECK (new_basis BETWEEN 0 AND 4),
        old_price_id INTEGER NOT NULL REFERENCES word (id) ON DELETE RESTRICT,
        new_price_id INTEGER NOT NULL REFERENCES word (id) ON DELETE RESTRICT,
        PRIMARY KEY (repricing_id, call_seq)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX correction_call_seq ON correction (call_seq)",
)
NAMES = ("correction", "repricing", "price_mapping", "price_override")


def up(_, db):
    for statement in TABLES:
        db.execute_sql(statement)


def down(_, db):
    for name in NAMES:
        db.execute_sql(f"DROP TABLE {name}")
