-- The one folder that stays readable after locking.sql; SET takes no parameters, so that quotes are doubled in it.
SET allowed_directories = ['{folder}'];
