-- Asked at each enrolment: hosts that are shut out, whose name, machine and token bring nobody in without a person.
DROP INDEX host_revoked;
CREATE INDEX host_shut_out ON host (commune) WHERE state IN ('REVOKED', 'QUARANTINED');
