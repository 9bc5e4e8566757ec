"""Who answers whom: reciprocity measured on event data, each measure beside its null (docs/analysis.md).

read, read_series         events of a ledger or a file, ready-made series      reading.py, table.py
clean                     duplicates, mirrored and self-directed acts out      cleaning.py
answer_rates              how often and how soon acts are answered             answers.py, survival.py
fit_hawkes, fit_pair      acts that call forth acts                            hawkes/
autoregression            who moves after whom, by weeks                       var.py
balance                   what is sent against what comes back                 balance.py
proportionality           the size of answers                                  proportionality.py
strategies                tit for tat and its rivals                           strategies.py
forecast_answer           what comes next                                      forecast/
page, dyad_page           all of it on two actors, of events or of a ledger    page.py, figures.py
"""

from demarche.analysis.answers import AnswerRates, answer_rates
from demarche.analysis.balance import Balance, balance
from demarche.analysis.cleaning import Cleaning, clean
from demarche.analysis.forecast import AnswerForecast, calibrate_answers, forecast_answer
from demarche.analysis.hawkes import HawkesResult, PairFit, fit_hawkes, fit_pair
from demarche.analysis.page import dyad_page, page
from demarche.analysis.proportionality import Proportionality, proportionality
from demarche.analysis.reading import Series, read, read_series
from demarche.analysis.strategies import Strategies, strategies
from demarche.analysis.table import EventTable
from demarche.analysis.var import VectorAutoregression, autoregression, weekly_sums

__all__ = [
    "AnswerForecast",
    "AnswerRates",
    "Balance",
    "Cleaning",
    "EventTable",
    "HawkesResult",
    "PairFit",
    "Proportionality",
    "Series",
    "Strategies",
    "VectorAutoregression",
    "answer_rates",
    "autoregression",
    "balance",
    "calibrate_answers",
    "clean",
    "dyad_page",
    "fit_hawkes",
    "fit_pair",
    "forecast_answer",
    "page",
    "proportionality",
    "read",
    "read_series",
    "strategies",
    "weekly_sums",
]
