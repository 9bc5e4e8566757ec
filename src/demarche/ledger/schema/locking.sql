-- Cuts a connection off from everything but what it has open (as opening.LOCKED_DOWN does from the start); not undoable.
SET enable_external_access = false;
SET autoload_known_extensions = false;
SET allow_community_extensions = false;
SET lock_configuration = true;
