-- Version 6: every stated link says what its report calls the two events; those of the first two versions did not.

UPDATE links SET answer_told_as = coalesce(answer_told_as, answer), answered_told_as = coalesce(answered_told_as, answered)
WHERE basis = 'stated' AND (answer_told_as IS NULL OR answered_told_as IS NULL);
