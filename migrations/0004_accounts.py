"""Who calls, with what and for what: clients, projects, accounts, balances, aliases; and who changed it."""

_FLAG = "INTEGER NOT NULL CHECK ({name} IN (0, 1))"

TABLES = (
    f"""
    CREATE TABLE client_profile (
        client_id INTEGER NOT NULL PRIMARY KEY REFERENCES client (id) ON DELETE RESTRICT,
        origin TEXT NOT NULL CHECK (origin IN ('made', 'found')),
        family TEXT,
        project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE RESTRICT,
        archived {_FLAG.format(name="archived")},
        created_us INTEGER NOT NULL
    ) STRICT
    """,
    # A client that was merged has the fingerprints of all that it was made of.
    """
    CREATE TABLE client_fingerprint (
        fingerprint TEXT NOT NULL PRIMARY KEY,
        client_id INTEGER NOT NULL REFERENCES client_profile (client_id) ON DELETE RESTRICT,
        created_us INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE client_token (
        id INTEGER NOT NULL PRIMARY KEY,
        client_id INTEGER NOT NULL REFERENCES client_profile (client_id) ON DELETE RESTRICT,
        prefix TEXT NOT NULL CHECK (length(prefix) = 8),
        digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
        providers TEXT NOT NULL,
        models TEXT NOT NULL,
        project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE RESTRICT,
        expires_us INTEGER,
        revoked_us INTEGER,
        last_used_us INTEGER,
        created_us INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX client_token_client ON client_token (client_id)",
    f"""
    CREATE TABLE project_profile (
        project_id INTEGER NOT NULL PRIMARY KEY REFERENCES project (id) ON DELETE RESTRICT,
        colour TEXT NOT NULL,
        archived {_FLAG.format(name="archived")},
        created_us INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE project_rule (
        id INTEGER NOT NULL PRIMARY KEY,
        project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE RESTRICT,
        path TEXT,
        model TEXT,
        client TEXT,
        folder TEXT,
        position INTEGER NOT NULL,
        created_us INTEGER NOT NULL,
        CHECK (coalesce(path, model, client, folder) IS NOT NULL)
    ) STRICT
    """,
    # A removed account keeps its row for the sake of its entries.
    f"""
    CREATE TABLE account_config (
        id INTEGER NOT NULL PRIMARY KEY,
        provider TEXT NOT NULL,
        name TEXT NOT NULL CHECK (name <> ''),
        base_url TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('postpaid', 'prepaid', 'subscription')),
        priority INTEGER NOT NULL,
        weight INTEGER NOT NULL CHECK (weight > 0),
        paused {_FLAG.format(name="paused")},
        low_balance_nusd INTEGER,
        created_us INTEGER NOT NULL,
        removed_us INTEGER
    ) STRICT
    """,
    "CREATE UNIQUE INDEX account_config_name ON account_config (provider, name)",
    """
    CREATE TABLE balance_entry (
        seq INTEGER NOT NULL PRIMARY KEY,
        account_id INTEGER NOT NULL REFERENCES account_config (id) ON DELETE RESTRICT,
        at_us INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('top-up', 'spend', 'adjust', 'reprice', 'reconcile')),
        amount_nusd INTEGER NOT NULL,
        balance_nusd INTEGER NOT NULL,
        call_id BLOB CHECK (call_id IS NOT NULL OR kind <> 'spend'),
        made_by TEXT NOT NULL,
        reason TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX balance_entry_account ON balance_entry (account_id, seq)",
    # One call is charged once.
    "CREATE UNIQUE INDEX balance_entry_spend ON balance_entry (call_id) WHERE kind = 'spend'",
    """
    CREATE TABLE routing (
        provider TEXT NOT NULL PRIMARY KEY,
        strategy TEXT NOT NULL CHECK (strategy IN ('failover', 'round-robin', 'least-busy', 'weighted')),
        sticky_us INTEGER CHECK (sticky_us > 0)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE alias (
        name TEXT NOT NULL PRIMARY KEY,
        targets TEXT NOT NULL,
        created_us INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE audit (
        seq INTEGER NOT NULL PRIMARY KEY,
        at_us INTEGER NOT NULL,
        actor TEXT NOT NULL,
        act TEXT NOT NULL,
        subject TEXT NOT NULL,
        before TEXT,
        after TEXT
    ) STRICT
    """,
    "CREATE INDEX audit_at_us ON audit (at_us)",
    """
    CREATE TABLE retag (
        id INTEGER NOT NULL PRIMARY KEY,
        started_us INTEGER NOT NULL,
        finished_us INTEGER,
        undone_us INTEGER,
        made_by TEXT NOT NULL,
        reason TEXT NOT NULL
    ) STRICT
    """,
    # The project that a call had stays beside the one that it was given, for as long as the call does.
    """
    CREATE TABLE retag_call (
        retag_id INTEGER NOT NULL REFERENCES retag (id) ON DELETE RESTRICT,
        call_seq INTEGER NOT NULL REFERENCES call (seq) ON DELETE CASCADE,
        old_project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE RESTRICT,
        new_project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE RESTRICT,
        PRIMARY KEY (retag_id, call_seq)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX retag_call_call_seq ON retag_call (call_seq)",
)
NAMES = (
    "retag_call", "retag", "audit", "alias", "routing", "balance_entry", "account_config",
    "project_rule", "project_profile", "client_token", "client_fingerprint", "client_profile",
)  # fmt: skip


def up(_, db):
    for statement in TABLES:
        db.execute_sql(statement)


def down(_, db):
    for name in NAMES:
        db.execute_sql(f"DROP TABLE {name}")
