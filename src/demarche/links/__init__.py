"""What answers what, and the same act across reports (docs/links.md).

answers.py                                       answers that a report states
cued.py, cues.py, pointing.py, reactions.py      what rules suggest
plain.py                                         what needs no judge
pairing.py, judging.py                           what speaks for two acts; how likely one answers the other
causes.py                                        causes and effects in general
tellings.py, same_act.py, wording.py             an act as a report tells it; whether two are one
clusters.py, joining.py, index.py                tellings to acts, report by report, in any order
reconcile.py, stated.py, records.py              an act's fields and answers out of all its reports
inference.py                                     answers that no report states
graph.py, chains.py, deadlines.py                the graph of answers of a dispute
cases.py, naming.py                              the wider dispute, and what it is called
assembling.py, reading.py, views.py              all of it in memory; for reading; as plain dicts
lags.py, tables.py                               days between two acts; the data files
"""
