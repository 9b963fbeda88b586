-- What is kept of each commune's break-glass code (RemovalCode): a salted slow hash with its salt, never the code.
CREATE TABLE removal_code (
  commune TEXT NOT NULL PRIMARY KEY,
  kept    BLOB NOT NULL,
  made    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
