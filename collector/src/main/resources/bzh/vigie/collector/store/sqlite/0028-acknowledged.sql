-- Groups with an alert that somebody acknowledged; those that somebody has are found by their assignee.
CREATE INDEX alert_acknowledged ON alert (grp, commune) WHERE status = 'ACKNOWLEDGED';
