-- State of the collector. Instants are microseconds since 1970 UTC; hashes are raw bytes; lists and maps are JSON.

-- Agent ids as small numbers, for the tables with many rows.
CREATE TABLE agent (
  number INTEGER PRIMARY KEY,
  id     TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE host (
  id                  TEXT NOT NULL PRIMARY KEY,
  commune             TEXT NOT NULL,
  hostname            TEXT NOT NULL,
  state               TEXT NOT NULL,
  public_key          BLOB NOT NULL,
  facts               TEXT NOT NULL,
  version             TEXT NOT NULL,
  enrolled            INTEGER NOT NULL,
  certificate_expires INTEGER NOT NULL,
  last_seen           INTEGER,
  skew_micros         INTEGER NOT NULL,
  boot_id             TEXT NOT NULL,
  run_id              TEXT NOT NULL,
  connected           INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX host_by_commune ON host (commune, id);
CREATE INDEX host_by_key ON host (public_key, enrolled);

-- One row: grows with every change of who may connect.
CREATE TABLE host_changes (
  number INTEGER NOT NULL
) STRICT;
INSERT INTO host_changes VALUES (0);

CREATE TABLE token (
  id             TEXT NOT NULL PRIMARY KEY,
  secret_hash    BLOB NOT NULL,
  commune        TEXT NOT NULL,
  uses           INTEGER NOT NULL,
  used           INTEGER NOT NULL,
  created        INTEGER NOT NULL,
  expires        INTEGER NOT NULL,
  needs_approval INTEGER NOT NULL,
  revoked        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE location (
  number INTEGER PRIMARY KEY,
  id     TEXT NOT NULL UNIQUE
) STRICT;

-- Keys of items, and the location and account id that each stands for.
CREATE TABLE item_key (
  number   INTEGER PRIMARY KEY,
  key      BLOB NOT NULL,
  location INTEGER NOT NULL REFERENCES location,
  account  TEXT NOT NULL,
  UNIQUE (key, location, account)
) STRICT;

CREATE TABLE shape (
  number   INTEGER PRIMARY KEY,
  shape    TEXT NOT NULL UNIQUE,
  communes INTEGER NOT NULL,
  hosts    INTEGER NOT NULL
) STRICT;

CREATE TABLE shape_commune (
  shape   INTEGER NOT NULL REFERENCES shape,
  commune TEXT NOT NULL,
  PRIMARY KEY (shape, commune)
) STRICT, WITHOUT ROWID;

-- An item without the time of its source, once for all hosts. Content is the SHA-256 of the bytes: one fingerprint can have
-- several contents, since it leaves out what does not change what runs.
CREATE TABLE item (
  number      INTEGER PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  content     BLOB NOT NULL,
  shape       INTEGER NOT NULL REFERENCES shape,
  bytes       BLOB NOT NULL,
  UNIQUE (fingerprint, content)
) STRICT;

-- What is there now in one location of one host for one account. The format of entries stands in EntryCodec.
CREATE TABLE inventory (
  number    INTEGER PRIMARY KEY,
  agent     INTEGER NOT NULL REFERENCES agent,
  location  INTEGER NOT NULL REFERENCES location,
  account   TEXT NOT NULL,
  entries   BLOB NOT NULL,
  confirmed INTEGER NOT NULL,
  digest    BLOB,
  listed    INTEGER NOT NULL,
  UNIQUE (agent, location, account)
) STRICT;

-- What was there: entries that ended, in the order in which they did.
CREATE TABLE inventory_past (
  inventory INTEGER NOT NULL REFERENCES inventory,
  part      INTEGER NOT NULL,
  entries   BLOB NOT NULL,
  PRIMARY KEY (inventory, part)
) STRICT, WITHOUT ROWID;

CREATE TABLE location_status (
  inventory         INTEGER NOT NULL PRIMARY KEY REFERENCES inventory,
  account_name      TEXT,
  state             TEXT NOT NULL,
  reason            TEXT NOT NULL,
  detail            TEXT NOT NULL,
  reader            TEXT NOT NULL,
  items             INTEGER NOT NULL,
  bytes             INTEGER NOT NULL,
  started           INTEGER NOT NULL,
  duration          INTEGER NOT NULL,
  trigger_kind      TEXT NOT NULL,
  catalogue_version INTEGER NOT NULL
) STRICT;

CREATE TABLE alert (
  sequence    INTEGER PRIMARY KEY AUTOINCREMENT,
  id          TEXT NOT NULL UNIQUE,
  rule        TEXT NOT NULL,
  severity    TEXT NOT NULL,
  techniques  TEXT NOT NULL,
  commune     TEXT NOT NULL,
  host        TEXT NOT NULL,
  hostname    TEXT NOT NULL,
  cause       TEXT NOT NULL,
  first_event TEXT NOT NULL,
  time        INTEGER NOT NULL,
  host_time   INTEGER NOT NULL,
  evidence    TEXT NOT NULL,
  status      TEXT NOT NULL,
  count       INTEGER NOT NULL,
  last_time   INTEGER NOT NULL
) STRICT;
CREATE INDEX alert_by_commune ON alert (commune, sequence);
CREATE INDEX alert_open ON alert (commune, rule, cause, sequence) WHERE status <> 'CLOSED';

CREATE TABLE coverage (
  number         INTEGER PRIMARY KEY,
  agent          INTEGER NOT NULL REFERENCES agent,
  subject        TEXT NOT NULL,
  account_id     TEXT NOT NULL,
  account_name   TEXT,
  from_micros    INTEGER NOT NULL,
  to_micros      INTEGER NOT NULL,
  length_micros  INTEGER NOT NULL,
  state          TEXT NOT NULL,
  reason         TEXT NOT NULL,
  detail         TEXT NOT NULL,
  events         INTEGER NOT NULL,
  lost           INTEGER NOT NULL,
  source         TEXT NOT NULL,
  at_wall        INTEGER NOT NULL,
  at_boot        TEXT NOT NULL,
  at_monotonic   INTEGER NOT NULL,
  received       INTEGER NOT NULL
) STRICT;
CREATE INDEX coverage_by_agent ON coverage (agent, subject, account_id, from_micros);

CREATE TABLE loss (
  number       INTEGER PRIMARY KEY,
  agent        INTEGER NOT NULL REFERENCES agent,
  received     INTEGER NOT NULL,
  source       TEXT NOT NULL,
  lane         INTEGER NOT NULL,
  from_number  INTEGER NOT NULL,
  to_number    INTEGER NOT NULL,
  reason       TEXT NOT NULL,
  detail       TEXT NOT NULL,
  at_wall      INTEGER NOT NULL,
  at_boot      TEXT NOT NULL,
  at_monotonic INTEGER NOT NULL
) STRICT;
CREATE INDEX loss_by_agent ON loss (agent, received);

CREATE TABLE loss_source (
  loss       INTEGER NOT NULL REFERENCES loss,
  place      INTEGER NOT NULL,
  source     TEXT NOT NULL,
  events     INTEGER NOT NULL,
  first_wall INTEGER NOT NULL,
  last_wall  INTEGER NOT NULL,
  PRIMARY KEY (loss, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE gap (
  number      INTEGER PRIMARY KEY,
  agent       INTEGER NOT NULL REFERENCES agent,
  from_micros INTEGER NOT NULL,
  to_micros   INTEGER NOT NULL,
  reason      TEXT NOT NULL
) STRICT;
CREATE INDEX gap_by_agent ON gap (agent, from_micros);

CREATE TABLE source_state (
  agent        INTEGER NOT NULL REFERENCES agent,
  source       TEXT NOT NULL,
  state        TEXT NOT NULL,
  reason       TEXT NOT NULL,
  detail       TEXT NOT NULL,
  at_wall      INTEGER NOT NULL,
  at_boot      TEXT NOT NULL,
  at_monotonic INTEGER NOT NULL,
  received     INTEGER NOT NULL,
  PRIMARY KEY (agent, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE position (
  log    TEXT NOT NULL PRIMARY KEY,
  number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE batch (
  agent  INTEGER NOT NULL REFERENCES agent,
  epoch  TEXT NOT NULL,
  lane   INTEGER NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (agent, epoch, lane)
) STRICT, WITHOUT ROWID;

CREATE TABLE detector_state (
  detector TEXT NOT NULL,
  key      TEXT NOT NULL,
  value    BLOB NOT NULL,
  PRIMARY KEY (detector, key)
) STRICT;

-- Decisions. What is hashed stands in SqliteAudit. Nothing here is ever changed or deleted.
CREATE TABLE audit (
  number  INTEGER PRIMARY KEY AUTOINCREMENT,
  time    INTEGER NOT NULL,
  author  TEXT NOT NULL,
  reason  TEXT NOT NULL,
  action  TEXT NOT NULL,
  subject TEXT NOT NULL,
  salt    BLOB NOT NULL,
  content BLOB NOT NULL,
  hash    BLOB NOT NULL
) STRICT;
CREATE INDEX audit_by_subject ON audit (subject, number);
CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
