"""What may stand in a rule file, as pydantic models; `wording` turns their errors into ours.

Imported only where rules are loaded: pydantic is slow to import.
"""

from replay.language.schema.draft07 import json_schema, render_json_schema
from replay.language.schema.file import InhibitModel, RuleFileModel, SilenceModel
from replay.language.schema.model import Model
from replay.language.schema.parts import (
    WEEKDAYS,
    ActiveHoursModel,
    ConditionModel,
    CountComparisonsModel,
    WhoModel,
)
from replay.language.schema.rule import (
    RULE_MODELS,
    AbsenceModel,
    AnyRuleModel,
    CasualtiesModel,
    ChangeModel,
    CountModel,
    DistinctModel,
    InputModel,
    MatchModel,
    NewValueModel,
    RuleModel,
    SequenceModel,
    SpikeModel,
)
from replay.language.schema.testing import ExpectModel, TestFileModel, TestModel, UpdateModel

__all__ = [
    "RULE_MODELS",
    "WEEKDAYS",
    "AbsenceModel",
    "ActiveHoursModel",
    "AnyRuleModel",
    "CasualtiesModel",
    "ChangeModel",
    "ConditionModel",
    "CountComparisonsModel",
    "CountModel",
    "DistinctModel",
    "ExpectModel",
    "InhibitModel",
    "InputModel",
    "MatchModel",
    "Model",
    "NewValueModel",
    "RuleFileModel",
    "RuleModel",
    "SequenceModel",
    "SilenceModel",
    "SpikeModel",
    "TestFileModel",
    "TestModel",
    "UpdateModel",
    "WhoModel",
    "json_schema",
    "render_json_schema",
]
