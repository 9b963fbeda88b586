-- The ledger. What is hashed is drawn in LedgerEntry. Nothing in it is ever changed or deleted.
CREATE TABLE ledger (
  number    INTEGER PRIMARY KEY AUTOINCREMENT,
  time      INTEGER NOT NULL,
  kind      INTEGER NOT NULL,
  commune   TEXT NOT NULL,
  reference TEXT NOT NULL,
  content   BLOB NOT NULL,
  hash      BLOB NOT NULL
) STRICT;
CREATE INDEX ledger_by_commune ON ledger (commune, number);
CREATE INDEX ledger_by_kind ON ledger (kind, commune, number);
CREATE TRIGGER ledger_never_changes BEFORE UPDATE ON ledger BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;
CREATE TRIGGER ledger_never_shrinks BEFORE DELETE ON ledger BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;

-- The words of entries, which may be let go of; the digest in the ledger stays.
CREATE TABLE ledger_content (
  number INTEGER PRIMARY KEY REFERENCES ledger,
  salt   BLOB NOT NULL,
  bytes  BLOB NOT NULL
) STRICT;
CREATE TRIGGER ledger_content_never_changes BEFORE UPDATE ON ledger_content BEGIN
  SELECT RAISE(ABORT, 'what the ledger says is never changed');
END;
