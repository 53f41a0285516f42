"""What is watched, who is told of it and how, what was told, and clients that were stopped."""

_FLAG = "INTEGER NOT NULL CHECK ({name} IN (0, 1))"

TABLES = (
    # `parameters` holds what differs from the defaults of the kind. A removed rule keeps its row for the sake
    # of what it told; its name may be used again. `since_us` is when it was made, changed or switched on:
    # what happened before is no news. Without `channels` it tells all of them.
    f"""
    CREATE TABLE alert_rule (
        id INTEGER NOT NULL PRIMARY KEY,
        name TEXT NOT NULL CHECK (name <> ''),
        kind TEXT NOT NULL CHECK (kind <> ''),
        parameters TEXT NOT NULL,
        project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE RESTRICT,
        client_id INTEGER NOT NULL REFERENCES client (id) ON DELETE RESTRICT,
        provider TEXT,
        account TEXT,
        model TEXT,
        channels TEXT,
        enabled {_FLAG.format(name="enabled")},
        since_us INTEGER NOT NULL,
        muted_until_us INTEGER,
        removed_us INTEGER
    ) STRICT
    """,
    "CREATE UNIQUE INDEX alert_rule_name ON alert_rule (name) WHERE removed_us IS NULL",
    # `options` never holds a secret: those are where keys are.
    """
    CREATE TABLE alert_channel (
        id INTEGER NOT NULL PRIMARY KEY,
        name TEXT NOT NULL CHECK (name <> ''),
        kind TEXT NOT NULL CHECK (kind <> ''),
        options TEXT NOT NULL,
        created_us INTEGER NOT NULL,
        removed_us INTEGER
    ) STRICT
    """,
    "CREATE UNIQUE INDEX alert_channel_name ON alert_channel (name) WHERE removed_us IS NULL",
    # One thing is told once in one period, whatever happens to the program in between.
    f"""
    CREATE TABLE alert (
        seq INTEGER NOT NULL PRIMARY KEY,
        rule_id INTEGER NOT NULL REFERENCES alert_rule (id) ON DELETE RESTRICT,
        what TEXT NOT NULL,
        period TEXT NOT NULL,
        at_us INTEGER NOT NULL,
        severity TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
        title TEXT NOT NULL,
        message TEXT NOT NULL,
        figures TEXT NOT NULL,
        muted {_FLAG.format(name="muted")},
        recovered_us INTEGER,
        acknowledged_us INTEGER
    ) STRICT
    """,
    "CREATE UNIQUE INDEX alert_once ON alert (rule_id, what, period)",
    "CREATE INDEX alert_open ON alert (rule_id) WHERE recovered_us IS NULL",
    "CREATE INDEX alert_unacknowledged ON alert (seq) WHERE acknowledged_us IS NULL",
    # Without an alert it is a test of the channel.
    """
    CREATE TABLE alert_delivery (
        id INTEGER NOT NULL PRIMARY KEY,
        alert_seq INTEGER REFERENCES alert (seq) ON DELETE RESTRICT,
        channel_id INTEGER NOT NULL REFERENCES alert_channel (id) ON DELETE RESTRICT,
        act TEXT NOT NULL CHECK (act IN ('trigger', 'resolve', 'test')),
        state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
        made_us INTEGER NOT NULL,
        due_us INTEGER NOT NULL,
        tries INTEGER NOT NULL,
        ended_us INTEGER,
        trouble TEXT,
        CHECK ((state = 'waiting') = (ended_us IS NULL))
    ) STRICT
    """,
    "CREATE INDEX alert_delivery_alert ON alert_delivery (alert_seq)",
    "CREATE INDEX alert_delivery_waiting ON alert_delivery (due_us) WHERE state = 'waiting'",
    # A client whose calls are refused until somebody lets it go on.
    """
    CREATE TABLE client_pause (
        client_id INTEGER NOT NULL PRIMARY KEY REFERENCES client (id) ON DELETE CASCADE,
        since_us INTEGER NOT NULL,
        reason TEXT NOT NULL
    ) STRICT
    """,
)

# Name and kind, and whether it is on from the start.
RULES = (
    ("Budget thresholds", "budget-threshold", 1),
    ("Budget used up", "budget-blocked", 1),
    ("Runaway loop", "runaway", 1),
    ("Backup failing", "backup-failing", 1),
    ("Key trouble", "key-trouble", 1),
    ("Quota nearly used", "quota", 1),
    ("Model without a price", "unpriced-model", 1),
    ("Low balance", "low-balance", 1),
    ("Unusual spending", "anomaly", 0),
    ("Spending of a day", "daily-spend", 0),
    ("Tokens of an hour", "hourly-tokens", 0),
    ("Cost of one call", "call-cost", 0),
    ("Error rate", "error-rate", 0),
    ("Slow answers", "latency", 0),
)


def up(_, db):
    for statement in TABLES:
        db.execute_sql(statement)
    for rule in RULES:
        db.execute_sql(
            "INSERT INTO alert_rule (name, kind, parameters, project_id, client_id, enabled, since_us) "
            "VALUES (?, ?, '{}', 0, 0, ?, 0)",
            rule,
        )
    db.execute_sql(
        "INSERT INTO alert_channel (name, kind, options, created_us) VALUES ('desktop', 'desktop', '{}', 0)"
    )


def down(_, db):
    for name in ("client_pause", "alert_delivery", "alert", "alert_channel", "alert_rule"):
        db.execute_sql(f"DROP TABLE {name}")
