-- A host that was enrolled and never heard is silent since it was enrolled.
DROP INDEX IF EXISTS host_silent;
CREATE INDEX host_silent ON host (coalesce(last_seen, enrolled)) WHERE state = 'ACTIVE' AND connected = 0;
