-- What is closed is found by its cause too: something that goes on reaching hosts of a commune is counted in it.
DROP INDEX alert_open;
CREATE INDEX alert_by_cause ON alert (commune, rule, cause, sequence);
