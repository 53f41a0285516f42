"""The tables, as peewee models. Seen only inside this package.

The models hold no database: a query is compiled for, and run on, the connection that it is given. What a
released file looks like is said by `migrations/`, whose steps never import this; opening compares the two.
"""

from app.ledger.tables.alerts import (
    AlertChannelRow,
    AlertDeliveryRow,
    AlertRow,
    AlertRuleRow,
    ClientPauseRow,
)
from app.ledger.tables.budgets import (
    BudgetEventRow,
    BudgetRaiseRow,
    BudgetRow,
)
from app.ledger.tables.calls import (
    COST_BASES,
    USAGE_BASES,
    USAGE_COLUMNS,
    AccountRow,
    CallRow,
    CallTagRow,
    ClientRow,
    ModelRow,
    ProjectRow,
    ProviderRow,
    RejectedCallRow,
    SessionRow,
    TagRow,
    WordRow,
)
from app.ledger.tables.columns import (
    NONE_ID,
    Dimension,
    Row,
)
from app.ledger.tables.prices import (
    CorrectionRow,
    PriceMappingRow,
    PriceOverrideRow,
    RepricingRow,
)
from app.ledger.tables.register import (
    AccountConfigRow,
    AliasRow,
    AuditRow,
    BalanceEntryRow,
    ClientFingerprintRow,
    ClientProfileRow,
    ClientTokenRow,
    ProjectProfileRow,
    ProjectRuleRow,
    ProviderConfigRow,
    RetagCallRow,
    RetagRow,
    RoutingRow,
)
from app.ledger.tables.sums import (
    LATENCY,
    SLICE_KEY,
    TTFT,
    DayHistogramRow,
    DayProofRow,
    DayRollupRow,
    HistogramRow,
    MonthHistogramRow,
    MonthRollupRow,
    RollupRow,
    SliceRow,
    Sums,
)
from app.ledger.tables.upkeep import (
    CareRunRow,
    FactRow,
    SlowQueryRow,
)

SCHEMA = 8  # how many migrations lead to these tables
HISTORY = "schema_migration"  # the table that says which of them a file has

TABLES: tuple[type[Row], ...] = (
    ProviderRow, AccountRow, ClientRow, ProjectRow, SessionRow, ModelRow, TagRow, WordRow,
    CallRow, CallTagRow, SliceRow, RollupRow, HistogramRow, ProviderConfigRow, RejectedCallRow,
    DayRollupRow, DayHistogramRow, MonthRollupRow, MonthHistogramRow,
    DayProofRow, FactRow, CareRunRow, SlowQueryRow,
    PriceOverrideRow, PriceMappingRow, RepricingRow, CorrectionRow,
    ClientProfileRow, ClientFingerprintRow, ClientTokenRow, ProjectProfileRow, ProjectRuleRow,
    AccountConfigRow, BalanceEntryRow, RoutingRow, AliasRow, AuditRow, RetagRow, RetagCallRow,
    BudgetRow, BudgetRaiseRow, BudgetEventRow,
    AlertRuleRow, AlertChannelRow, AlertRow, AlertDeliveryRow, ClientPauseRow,
)  # fmt: skip

__all__ = [
    "COST_BASES",
    "HISTORY",
    "LATENCY",
    "NONE_ID",
    "SCHEMA",
    "SLICE_KEY",
    "TABLES",
    "TTFT",
    "USAGE_BASES",
    "USAGE_COLUMNS",
    "AccountConfigRow",
    "AccountRow",
    "AlertChannelRow",
    "AlertDeliveryRow",
    "AlertRow",
    "AlertRuleRow",
    "AliasRow",
    "AuditRow",
    "BalanceEntryRow",
    "BudgetEventRow",
    "BudgetRaiseRow",
    "BudgetRow",
    "CallRow",
    "CallTagRow",
    "CareRunRow",
    "ClientFingerprintRow",
    "ClientPauseRow",
    "ClientProfileRow",
    "ClientRow",
    "ClientTokenRow",
    "CorrectionRow",
    "DayHistogramRow",
    "DayProofRow",
    "DayRollupRow",
    "Dimension",
    "FactRow",
    "HistogramRow",
    "ModelRow",
    "MonthHistogramRow",
    "MonthRollupRow",
    "PriceMappingRow",
    "PriceOverrideRow",
    "ProjectProfileRow",
    "ProjectRow",
    "ProjectRuleRow",
    "ProviderConfigRow",
    "ProviderRow",
    "RejectedCallRow",
    "RepricingRow",
    "RetagCallRow",
    "RetagRow",
    "RollupRow",
    "RoutingRow",
    "Row",
    "SessionRow",
    "SliceRow",
    "SlowQueryRow",
    "Sums",
    "TagRow",
    "WordRow",
]
