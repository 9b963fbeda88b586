-- What is closed is found by its cause too: something that goes on reaching hosts of a commune is counted in it.
DROP INDEX alert_open;
CREATE INDEX alert_by_cause ON alert (commune, rule, cause, sequence);

-- Of a group in how many communes ever: an import of indicators for the whole region asks for few of them.
CREATE INDEX review_by_subject ON review_line (subject, matter, commune, number);
