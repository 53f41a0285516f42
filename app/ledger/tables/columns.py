"""What all tables are made of."""

# peewee reads each Meta; it does not override one.
# pyright: reportIncompatibleVariableOverride=false

from typing import Any

from peewee import (
    AutoField,
    BigIntegerField,
    ForeignKeyField,
    Model,
    TextField,
)

NONE_ID = 0  # the row of a dimension that stands for "without one", so that keys never hold NULL


class Row(Model):
    class Meta:
        strict_tables = True


class Dimension(Row):
    """A name that many calls share."""

    id: Any = AutoField()
    name: Any = TextField(unique=True)


def link(to: type[Row]) -> Any:
    return ForeignKeyField(to, index=False, on_delete="RESTRICT", backref="+")


def number(*, null: bool = False) -> Any:
    return BigIntegerField(null=null)
