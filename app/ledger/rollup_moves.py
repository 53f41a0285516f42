"""All sums of one name become another's, those of calls that were purged too."""

# ruff: noqa: S608  only our own names of tables and columns, and numbers, are set into the text

from peewee import SqliteDatabase

from app.core.rollups import SUMMED
from app.ledger.tables import SLICE_KEY

_ADDED = ", ".join(f"{name} = {{0}}.{name} + excluded.{name}" for name in SUMMED)
_SUMS = ", ".join(SUMMED)


def move_sums(db: SqliteDatabase, column: str, old_id: int, new_id: int) -> None:
    """`column` is the one of the key of a slice whose `old_id` becomes `new_id`."""
    keys = ", ".join(SLICE_KEY)
    moved = ", ".join(str(new_id) if name == column else name for name in SLICE_KEY)
    db.execute_sql(
        f"INSERT INTO slice ({keys}) SELECT {moved} FROM slice WHERE {column} = ? ON CONFLICT DO NOTHING",
        (old_id,),
    )
    same = " AND ".join(f"new.{name} = old.{name}" for name in SLICE_KEY if name != column)
    pairs = db.execute_sql(
        f"SELECT old.id, new.id FROM slice AS old JOIN slice AS new ON {same} "
        f"WHERE old.{column} = ? AND new.{column} = ?",
        (old_id, new_id),
    ).fetchall()
    for old, new in pairs:
        for table, time in (("rollup", "bucket"), ("day_rollup", "day"), ("month_rollup", "month")):
            _move(db, table, (time,), (_SUMS, _ADDED.format(table)), (old, new))
        for table, time in (("day_histogram", "day"), ("month_histogram", "month")):
            added = f"slots = slots_added({table}.slots, excluded.slots)"
            _move(db, table, (time, "kind"), ("slots", added), (old, new))
        added = "calls = histogram.calls + excluded.calls"
        _move(db, "histogram", ("bucket", "kind", "slot"), ("calls", added), (old, new))
        db.execute_sql("DELETE FROM slice WHERE id = ?", (old,))


def _move(
    db: SqliteDatabase, table: str, key: tuple[str, ...], values: tuple[str, str], slices: tuple[int, int]
) -> None:
    (names, added), (old, new) = values, slices
    keys = ", ".join(key)
    db.execute_sql(
        f"INSERT INTO {table} ({keys}, slice_id, {names}) SELECT {keys}, {new}, {names} FROM {table} "
        f"WHERE slice_id = {old} ON CONFLICT ({keys}, slice_id) DO UPDATE SET {added}"
    )
    db.execute_sql(f"DELETE FROM {table} WHERE slice_id = {old}")
