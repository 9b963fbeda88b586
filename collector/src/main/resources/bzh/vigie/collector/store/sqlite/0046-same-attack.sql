-- Of an incident, what was seen before its eviction ended is read with its possible recurrences.
DROP INDEX recurrence_by_incident;
CREATE INDEX recurrence_by_incident ON alert (json_extract(evidence, '$.incident'), sequence)
  WHERE rule IN ('vigie-return', 'vigie-suspected-return', 'vigie-not-removed', 'vigie-same-attack');
