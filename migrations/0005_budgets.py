"""Budgets, what was added to them for a while, and what happened to them."""

_FLAG = "INTEGER NOT NULL CHECK ({name} IN (0, 1))"

TABLES = (
    # A removed budget keeps its row for the sake of its events; its name may be used again.
    f"""
    CREATE TABLE budget (
        id INTEGER NOT NULL PRIMARY KEY,
        name TEXT NOT NULL CHECK (name <> ''),
        amount INTEGER NOT NULL CHECK (amount > 0),
        unit TEXT NOT NULL CHECK (unit IN ('usd', 'tokens', 'calls')),
        period TEXT NOT NULL CHECK (period IN ('day', 'week', 'month', 'rolling', 'total')),
        hours INTEGER NOT NULL CHECK ((hours > 0) = (period = 'rolling')),
        zone TEXT NOT NULL,
        project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE RESTRICT,
        client_id INTEGER NOT NULL REFERENCES client (id) ON DELETE RESTRICT,
        provider TEXT,
        account TEXT,
        model TEXT,
        action TEXT NOT NULL CHECK (action IN ('block', 'warn')),
        thresholds TEXT NOT NULL,
        unpriced TEXT NOT NULL CHECK (unpriced IN ('allow', 'warn', 'block')),
        paused {_FLAG.format(name="paused")},
        created_us INTEGER NOT NULL,
        removed_us INTEGER
    ) STRICT
    """,
    "CREATE UNIQUE INDEX budget_name ON budget (name) WHERE removed_us IS NULL",
    """
    CREATE TABLE budget_raise (
        id INTEGER NOT NULL PRIMARY KEY,
        budget_id INTEGER NOT NULL REFERENCES budget (id) ON DELETE RESTRICT,
        by_amount INTEGER NOT NULL CHECK (by_amount > 0),
        from_us INTEGER NOT NULL,
        until_us INTEGER NOT NULL CHECK (until_us > from_us)
    ) STRICT
    """,
    "CREATE INDEX budget_raise_budget ON budget_raise (budget_id)",
    # `since_us` is where the period of the event began; `percent` is the threshold, where it was one.
    """
    CREATE TABLE budget_event (
        seq INTEGER NOT NULL PRIMARY KEY,
        budget_id INTEGER NOT NULL REFERENCES budget (id) ON DELETE RESTRICT,
        at_us INTEGER NOT NULL,
        since_us INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('threshold', 'blocked', 'let-through', 'unpriced')),
        percent INTEGER,
        spent INTEGER NOT NULL,
        amount INTEGER NOT NULL,
        call_id BLOB
    ) STRICT
    """,
    "CREATE INDEX budget_event_budget ON budget_event (budget_id, seq)",
    # A budget for a model covers the calls that an alias or a failover sent to it: they are few.
    "CREATE INDEX call_model_sent ON call (started_us) WHERE model_sent_id <> 0",
)


def up(_, db):
    for statement in TABLES:
        db.execute_sql(statement)


def down(_, db):
    db.execute_sql("DROP INDEX call_model_sent")
    for name in ("budget_event", "budget_raise", "budget"):
        db.execute_sql(f"DROP TABLE {name}")
