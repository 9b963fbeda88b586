-- Which account logged on to which host, by what, first and last. A row whose account is empty says that there were more than are kept.
CREATE TABLE account_use (
  host    TEXT NOT NULL,
  commune TEXT NOT NULL,
  account TEXT NOT NULL,
  domain  TEXT NOT NULL,
  sid     TEXT NOT NULL,
  way     TEXT NOT NULL,
  key     TEXT NOT NULL,
  first   INTEGER NOT NULL,
  last    INTEGER NOT NULL,
  PRIMARY KEY (host, account, domain, key)
) STRICT, WITHOUT ROWID;

-- When passwords of directories were set. Lists are only ever added: of those of one name the last counts.
CREATE TABLE password_list (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  incident TEXT NOT NULL REFERENCES incident,
  commune  TEXT NOT NULL,
  name     TEXT NOT NULL,
  sha256   TEXT NOT NULL,
  accounts INTEGER NOT NULL,
  written  INTEGER NOT NULL,
  author   TEXT NOT NULL,
  reason   TEXT NOT NULL
) STRICT;
CREATE INDEX password_list_by_incident ON password_list (incident, number);

CREATE TABLE password_age (
  list         INTEGER NOT NULL REFERENCES password_list,
  place        INTEGER NOT NULL,
  account      TEXT NOT NULL,
  kind         TEXT NOT NULL,
  enabled      INTEGER NOT NULL,
  password_set INTEGER,
  day_only     INTEGER NOT NULL,
  PRIMARY KEY (list, place)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER password_list_never_changes BEFORE UPDATE ON password_list BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER password_list_never_shrinks BEFORE DELETE ON password_list BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER password_age_never_changes BEFORE UPDATE ON password_age BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER password_age_never_shrinks BEFORE DELETE ON password_age BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
