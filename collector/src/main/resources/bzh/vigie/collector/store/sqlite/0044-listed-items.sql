-- What one line sums up: each thing of it once, by its own rule, change and shape, with the host that had it first.
CREATE TABLE alert_item (
  alert    INTEGER NOT NULL,
  commune  TEXT NOT NULL,
  rule     TEXT NOT NULL,
  change   TEXT NOT NULL,
  shape    TEXT NOT NULL,
  location TEXT NOT NULL,
  source   TEXT NOT NULL,
  name     TEXT NOT NULL,
  host     TEXT NOT NULL,
  hostname TEXT NOT NULL,
  event    TEXT NOT NULL,
  time     INTEGER NOT NULL,
  count    INTEGER NOT NULL,
  PRIMARY KEY (alert, rule, change, shape)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_item_by_shape ON alert_item (commune, shape, rule, change, alert);
