-- Accounts of a domain's directory as its reader told them last; those of which a reading of all no longer tells are gone.
CREATE TABLE directory_account (
  commune      TEXT NOT NULL,
  domain       TEXT NOT NULL,
  sid          TEXT NOT NULL,
  name         TEXT NOT NULL,
  kind         TEXT NOT NULL,
  control      INTEGER NOT NULL,
  password_set INTEGER,
  last_logon   INTEGER,
  created      INTEGER,
  dns_name     TEXT NOT NULL,
  system       TEXT NOT NULL,
  protected    INTEGER NOT NULL,
  key_version  INTEGER,
  reading      INTEGER NOT NULL,
  PRIMARY KEY (commune, domain, sid)
) STRICT, WITHOUT ROWID;

-- How far the reading of a domain's accounts has come: next_part is -1 where a part is missing.
CREATE TABLE directory_reading (
  commune    TEXT NOT NULL,
  domain     TEXT NOT NULL,
  controller TEXT NOT NULL,
  reading    INTEGER NOT NULL,
  next_part  INTEGER NOT NULL,
  began      INTEGER NOT NULL,
  ended      INTEGER NOT NULL,
  whole_at   INTEGER,
  last_at    INTEGER,
  complete   INTEGER NOT NULL,
  reason     TEXT NOT NULL,
  PRIMARY KEY (commune, domain)
) STRICT, WITHOUT ROWID;

-- Each password that krbtgt was seen to have: when it was set, its number (-1 where it is not told), from when to when it was seen.
CREATE TABLE directory_key (
  commune      TEXT NOT NULL,
  domain       TEXT NOT NULL,
  sid          TEXT NOT NULL,
  password_set INTEGER NOT NULL,
  version      INTEGER NOT NULL,
  first_seen   INTEGER NOT NULL,
  last_seen    INTEGER NOT NULL,
  PRIMARY KEY (commune, domain, sid, password_set, version)
) STRICT, WITHOUT ROWID;
