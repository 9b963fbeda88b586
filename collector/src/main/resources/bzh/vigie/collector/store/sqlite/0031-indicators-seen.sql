-- What is said of an indicator is true of all alerts, and after a restart.

-- Alerts of an indicator, so that they are counted however many there are of others.
CREATE INDEX alert_by_indicator ON alert (json_extract(evidence, '$.indicator_id'), sequence, commune)
  WHERE rule = 'vigie-indicator-seen';

-- When the last search for it, in all that was kept of all communes of its incident, began that came to its end. Empty where none did, where the
-- incident was extended since, and of what was added before this was written down.
ALTER TABLE indicator ADD COLUMN looked_back INTEGER;
