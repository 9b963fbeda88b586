-- By which token a host was enrolled; none of hosts of before.
CREATE TABLE token_use (
  host  TEXT NOT NULL PRIMARY KEY,
  token TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Asked at each enrolment.
CREATE INDEX host_revoked ON host (commune) WHERE state = 'REVOKED';
