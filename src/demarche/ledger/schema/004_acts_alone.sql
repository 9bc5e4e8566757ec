-- Version 4: tellings are decided act by act (links/joining.py); what likenesses connect beyond an act is not kept.

ALTER TABLE tellings DROP COLUMN component;
