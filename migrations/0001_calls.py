"""The first ledger: calls, the names they share, their tags, and the sums that outlive them."""

DIMENSIONS = ("provider", "account", "client", "project", "session", "model", "tag", "word")

TABLES = (
    """
    CREATE TABLE call (
        seq INTEGER NOT NULL PRIMARY KEY,
        id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
        started_us INTEGER NOT NULL,
        provider_id INTEGER NOT NULL REFERENCES provider (id) ON DELETE RESTRICT,
        account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE RESTRICT,
        client_id INTEGER NOT NULL REFERENCES client (id) ON DELETE RESTRICT,
        project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE RESTRICT,
        session_id INTEGER NOT NULL REFERENCES session (id) ON DELETE RESTRICT,
        model_id INTEGER NOT NULL REFERENCES model (id) ON DELETE RESTRICT,
        model_sent_id INTEGER NOT NULL REFERENCES model (id) ON DELETE RESTRICT,
        model_answered_id INTEGER NOT NULL REFERENCES model (id) ON DELETE RESTRICT,
        wire_id INTEGER NOT NULL REFERENCES word (id) ON DELETE RESTRICT,
        method_id INTEGER NOT NULL REFERENCES word (id) ON DELETE RESTRICT,
        path_id INTEGER NOT NULL REFERENCES word (id) ON DELETE RESTRICT,
        error_type_id INTEGER NOT NULL REFERENCES word (id) ON DELETE RESTRICT,
        finish_reason_id INTEGER NOT NULL REFERENCES word (id) ON DELETE RESTRICT,
        service_tier_id INTEGER NOT NULL REFERENCES word (id) ON DELETE RESTRICT,
        price_id INTEGER NOT NULL REFERENCES word (id) ON DELETE RESTRICT,
        stream INTEGER NOT NULL CHECK (stream IN (0, 1)),
        status INTEGER,
        ok INTEGER NOT NULL CHECK (ok IN (0, 1)),
        usage_basis INTEGER NOT NULL CHECK (usage_basis BETWEEN 0 AND 3),
        cost_basis INTEGER NOT NULL CHECK (cost_basis BETWEEN 0 AND 4),
        cost_nusd INTEGER,
        latency_us INTEGER NOT NULL CHECK (latency_us >= 0),
        first_byte_us INTEGER,
        first_token_us INTEGER,
        last_token_us INTEGER,
        attempts INTEGER NOT NULL,
        clock_jumped INTEGER NOT NULL CHECK (clock_jumped IN (0, 1)),
        input_tokens INTEGER CHECK (input_tokens >= 0),
        cache_read_tokens INTEGER CHECK (cache_read_tokens >= 0),
        cache_write_5m_tokens INTEGER CHECK (cache_write_5m_tokens >= 0),
        cache_write_1h_tokens INTEGER CHECK (cache_write_1h_tokens >= 0),
        output_tokens INTEGER CHECK (output_tokens >= 0),
        reasoning_tokens INTEGER CHECK (reasoning_tokens >= 0),
        audio_in_tokens INTEGER CHECK (audio_in_tokens >= 0),
        audio_out_tokens INTEGER CHECK (audio_out_tokens >= 0),
        image_in_tokens INTEGER CHECK (image_in_tokens >= 0),
        image_out_tokens INTEGER CHECK (image_out_tokens >= 0),
        web_searches INTEGER CHECK (web_searches >= 0),
        images INTEGER CHECK (images >= 0),
        audio_ms INTEGER CHECK (audio_ms >= 0),
        request_bytes INTEGER NOT NULL,
        response_bytes INTEGER NOT NULL,
        message_count INTEGER,
        tools_count INTEGER,
        tool_calls INTEGER,
        max_tokens INTEGER,
        temperature TEXT,
        top_p TEXT,
        response_key INTEGER,
        response_id TEXT,
        upstream_request_id TEXT,
        error_message TEXT,
        problem TEXT
    ) STRICT
    """,
    "CREATE INDEX call_started_us ON call (started_us)",
    "CREATE INDEX call_provider_id_started_us ON call (provider_id, started_us)",
    "CREATE INDEX call_model_id_started_us ON call (model_id, started_us)",
    # Most calls have none of these, or went well; an index need not hold those.
    "CREATE INDEX call_account ON call (account_id, started_us) WHERE account_id <> 0",
    "CREATE INDEX call_client ON call (client_id, started_us) WHERE client_id <> 0",
    "CREATE INDEX call_project ON call (project_id, started_us) WHERE project_id <> 0",
    "CREATE INDEX call_session ON call (session_id, started_us) WHERE session_id <> 0",
    "CREATE INDEX call_status ON call (status, started_us) WHERE status <> 200",
    "CREATE INDEX call_failed ON call (started_us) WHERE ok = 0",
    "CREATE INDEX call_response ON call (response_key) WHERE response_key IS NOT NULL",
    """
    CREATE TABLE call_tag (
        tag_id INTEGER NOT NULL REFERENCES tag (id) ON DELETE RESTRICT,
        call_seq INTEGER NOT NULL REFERENCES call (seq) ON DELETE CASCADE,
        PRIMARY KEY (tag_id, call_seq)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX call_tag_call_seq ON call_tag (call_seq)",
    """
    CREATE TABLE slice (
        id INTEGER NOT NULL PRIMARY KEY,
        project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE RESTRICT,
        client_id INTEGER NOT NULL REFERENCES client (id) ON DELETE RESTRICT,
        provider_id INTEGER NOT NULL REFERENCES provider (id) ON DELETE RESTRICT,
        account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE RESTRICT,
        model_id INTEGER NOT NULL REFERENCES model (id) ON DELETE RESTRICT,
        status INTEGER NOT NULL,
        ok INTEGER NOT NULL CHECK (ok IN (0, 1))
    ) STRICT
    """,
    """
    CREATE UNIQUE INDEX slice_key
    ON slice (project_id, client_id, provider_id, account_id, model_id, status, ok)
    """,
    """
    CREATE TABLE rollup (
        bucket INTEGER NOT NULL,
        slice_id INTEGER NOT NULL REFERENCES slice (id) ON DELETE RESTRICT,
        calls INTEGER NOT NULL,
        unpriced INTEGER NOT NULL,
        estimated INTEGER NOT NULL,
        partial INTEGER NOT NULL,
        input_tokens INTEGER NOT NULL,
        cache_read_tokens INTEGER NOT NULL,
        cache_write_5m_tokens INTEGER NOT NULL,
        cache_write_1h_tokens INTEGER NOT NULL,
        output_tokens INTEGER NOT NULL,
        reasoning_tokens INTEGER NOT NULL,
        audio_in_tokens INTEGER NOT NULL,
        audio_out_tokens INTEGER NOT NULL,
        image_in_tokens INTEGER NOT NULL,
        image_out_tokens INTEGER NOT NULL,
        web_searches INTEGER NOT NULL,
        images INTEGER NOT NULL,
        audio_ms INTEGER NOT NULL,
        cost_nusd INTEGER NOT NULL,
        latency_us INTEGER NOT NULL,
        ttft_calls INTEGER NOT NULL,
        ttft_us INTEGER NOT NULL,
        speed_tokens INTEGER NOT NULL,
        speed_us INTEGER NOT NULL,
        PRIMARY KEY (bucket, slice_id)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE histogram (
        bucket INTEGER NOT NULL,
        slice_id INTEGER NOT NULL REFERENCES slice (id) ON DELETE RESTRICT,
        kind INTEGER NOT NULL CHECK (kind IN (0, 1)),
        slot INTEGER NOT NULL,
        calls INTEGER NOT NULL,
        PRIMARY KEY (bucket, slice_id, kind, slot)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE provider_config (
        id TEXT NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        api TEXT NOT NULL,
        base_url TEXT NOT NULL,
        local INTEGER NOT NULL CHECK (local IN (0, 1)),
        inject_usage INTEGER NOT NULL CHECK (inject_usage IN (0, 1)),
        builtin INTEGER NOT NULL CHECK (builtin IN (0, 1)),
        key_header TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE rejected_call (
        seq INTEGER NOT NULL PRIMARY KEY,
        rejected_us INTEGER NOT NULL,
        reason TEXT NOT NULL,
        body TEXT NOT NULL
    ) STRICT
    """,
)


def up(_, db):
    for name in DIMENSIONS:
        db.execute_sql(
            f"CREATE TABLE {name} (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT"
        )
        db.execute_sql(f"INSERT INTO {name} (id, name) VALUES (0, '')")  # noqa: S608
    for statement in TABLES:
        db.execute_sql(statement)


def down(_, db):
    tables = ("rejected_call", "provider_config", "histogram", "rollup", "slice", "call_tag", "call")
    for name in (*tables, *DIMENSIONS):
        db.execute_sql(f"DROP TABLE {name}")
