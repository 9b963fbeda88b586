-- What may be an update of something approved is looked up as it comes in.
CREATE INDEX review_subject_by_lineage ON review_subject (lineage, publisher);
