-- The operating system's user who ran the command that wrote a line; none in lines of before and in those of the console.
ALTER TABLE audit ADD COLUMN system_user TEXT;
ALTER TABLE recurrence_nature ADD COLUMN system_user TEXT;
ALTER TABLE tombstone_line ADD COLUMN system_user TEXT;
