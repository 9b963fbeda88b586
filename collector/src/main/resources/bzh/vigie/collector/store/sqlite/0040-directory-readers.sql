-- Since when the agent that reads a directory says to be in another domain. Where nobody reads, the reader is a name that is made of the
-- domain, under which lies what was known, and since says since when.
ALTER TABLE directory ADD COLUMN moved_since INTEGER;

-- Of whom a person says that they are not to read a directory; with an empty host nobody is, and nothing is known of it.
CREATE TABLE directory_refusal (
  commune TEXT NOT NULL,
  domain  TEXT NOT NULL,
  host    TEXT NOT NULL,
  written INTEGER NOT NULL,
  author  TEXT NOT NULL,
  reason  TEXT NOT NULL,
  PRIMARY KEY (commune, domain, host)
) STRICT, WITHOUT ROWID;
