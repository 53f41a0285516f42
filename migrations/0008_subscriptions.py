"""What calls would have cost that a flat rate covers: beside what was paid for them, and summed up so."""

from hashlib import blake2b

SUMS = ("rollup", "day_rollup", "month_rollup")
DAY_US = 86_400_000_000
MASK = (1 << 56) - 1


def up(_, db):
    # Rows as they were keep their digests: the last column is a part of them only where it holds something.
    db.execute_sql(
        "ALTER TABLE call ADD COLUMN equivalent_nusd INTEGER CHECK (equivalent_nusd IS NULL OR cost_nusd = 0)"
    )
    for table in SUMS:
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN equivalent_nusd INTEGER NOT NULL DEFAULT 0")


def down(_, db):
    """They were not paid for, and are not from now on."""
    prove_without(db)
    db.execute_sql("ALTER TABLE call DROP COLUMN equivalent_nusd")
    for table in SUMS:
        db.execute_sql(f"ALTER TABLE {table} DROP COLUMN equivalent_nusd")


def prove_without(db):
    """The digests of days are those of their rows without the column."""
    found = db.execute_sql("SELECT value FROM fact WHERE name = 'proven_from_seq'").fetchone()
    proven = int(found[0]) if found else 0
    rows = db.execute_sql("SELECT * FROM call WHERE equivalent_nusd IS NOT NULL AND seq >= ?", (proven,))
    changes = {}
    for row in rows.fetchall():
        day = row[2] // DAY_US
        changes[day] = changes.get(day, 0) + digest(row[:-1]) - digest(row)
    for day, change in changes.items():
        db.execute_sql(
            "UPDATE day_proof SET digest = (digest + ?) & ? WHERE day = ?", (change & MASK, MASK, day)
        )


def digest(row):
    return int.from_bytes(blake2b(ascii(row).encode(), digest_size=7).digest(), "big")
