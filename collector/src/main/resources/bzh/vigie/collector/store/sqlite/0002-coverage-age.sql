-- What is old is found without reading everything.
CREATE INDEX coverage_by_age ON coverage (received);
CREATE INDEX gap_by_age ON gap (to_micros);
CREATE INDEX loss_by_age ON loss (received);
