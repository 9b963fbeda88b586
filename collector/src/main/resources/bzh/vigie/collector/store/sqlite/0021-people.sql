-- Who may look at the console and decide there. A person is never deleted, since decisions name them. key is the name as compared:
-- in one form and lower case. communes: '*' for all, otherwise INSEE codes between blanks. version grows with every change of what the
-- person may do or proves themselves by: a session of an older version has ended.
CREATE TABLE person (
  key        TEXT PRIMARY KEY,
  name       TEXT NOT NULL,
  role       TEXT NOT NULL,
  communes   TEXT NOT NULL,
  disabled   INTEGER NOT NULL DEFAULT 0,
  created    INTEGER NOT NULL,
  version    INTEGER NOT NULL DEFAULT 1,
  password   TEXT,
  totp       BLOB,
  totp_used  INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- One-time codes for who lost the second factor: SHA-256 of each that is left.
CREATE TABLE person_recovery (
  person TEXT NOT NULL REFERENCES person,
  code   BLOB NOT NULL,
  PRIMARY KEY (person, code)
) STRICT, WITHOUT ROWID;

-- Secrets that a person holds: a link that serves once to choose a password, a browser that signed in before. SHA-256 of each.
CREATE TABLE person_secret (
  kind   TEXT NOT NULL,
  secret BLOB NOT NULL,
  person TEXT NOT NULL REFERENCES person,
  until  INTEGER NOT NULL,
  PRIMARY KEY (kind, secret)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_secret_by_person ON person_secret (person, kind, until);

-- What programs sign in with.
CREATE TABLE api_token (
  id        TEXT PRIMARY KEY,
  secret    BLOB NOT NULL,
  label     TEXT NOT NULL,
  maker     TEXT NOT NULL,
  role      TEXT NOT NULL,
  communes  TEXT NOT NULL,
  created   INTEGER NOT NULL,
  expires   INTEGER NOT NULL,
  revoked   INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
