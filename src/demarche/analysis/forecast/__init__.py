"""What comes next: who does what to whom (ranking.py), and whether and when an act is answered
(answering.py).
"""

from demarche.analysis.forecast.answering import (
    AnswerForecast,
    Calibration,
    calibrate_answers,
    forecast_answer,
)
from demarche.analysis.forecast.ranking import Ranking, rank_feature_model, rank_recurrency

__all__ = [
    "AnswerForecast",
    "Calibration",
    "Ranking",
    "calibrate_answers",
    "forecast_answer",
    "rank_feature_model",
    "rank_recurrency",
]
