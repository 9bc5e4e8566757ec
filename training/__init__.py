"""How the shipped models were made: the corpus, and the programs that train on it."""
