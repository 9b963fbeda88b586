-- What pages count is kept with what changes it, and found by an index, so that nobody reads a million alerts or all hosts to look at one page.

-- Alerts that a rule raised on a day of UTC (days since 1970) in a commune, and under '' everywhere.
CREATE TABLE rule_day (
  commune TEXT NOT NULL,
  day     INTEGER NOT NULL,
  rule    TEXT NOT NULL,
  alerts  INTEGER NOT NULL,
  PRIMARY KEY (commune, day, rule)
) STRICT, WITHOUT ROWID;

-- What was there before.
INSERT INTO rule_day SELECT commune, time / 86400000000, rule, count(*) FROM alert GROUP BY 1, 2, 3;
INSERT INTO rule_day SELECT '', day, rule, sum(alerts) FROM rule_day GROUP BY day, rule;

CREATE INDEX alert_tally_host_open ON alert_tally_host (host, open) WHERE open > 0;
CREATE INDEX host_present ON host (state, connected, commune);
CREATE INDEX host_silent ON host (last_seen) WHERE state = 'ACTIVE' AND connected = 0;
