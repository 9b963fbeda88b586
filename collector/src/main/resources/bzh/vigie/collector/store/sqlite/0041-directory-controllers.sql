-- A name with a line feed in it is two lines of tellers.
UPDATE directory_reading SET
    tellers = replace(tellers, controller, replace(replace(controller, char(10), ' '), char(13), ' ')),
    reading_tellers = replace(reading_tellers, controller, replace(replace(controller, char(10), ' '), char(13), ' ')),
    controller = replace(replace(controller, char(10), ' '), char(13), ' ')
  WHERE instr(controller, char(10)) OR instr(controller, char(13));

-- Passwords of krbtgt of before 0039 have no controller. One that the last reading told, which was one agent's that asked one, has that one's.
INSERT INTO directory_key
  SELECT k.commune, k.domain, k.sid, k.password_set, k.version, k.reader, r.controller, k.first_seen, k.last_seen
    FROM directory_key k JOIN directory_reading r ON r.commune = k.commune AND r.domain = k.domain
    WHERE k.controller = '' AND r.controller <> '' AND k.last_seen BETWEEN r.began AND r.ended
      AND r.reading_tellers = k.reader || ' ' || r.controller
  ON CONFLICT (commune, domain, sid, password_set, version, reader, controller) DO UPDATE SET
    first_seen = min(first_seen, excluded.first_seen), last_seen = max(last_seen, excluded.last_seen);
DELETE FROM directory_key WHERE controller = '' AND EXISTS (SELECT 1 FROM directory_key k
  WHERE k.commune = directory_key.commune AND k.domain = directory_key.domain AND k.sid = directory_key.sid
    AND k.password_set = directory_key.password_set AND k.version = directory_key.version AND k.reader = directory_key.reader
    AND k.controller <> '' AND k.last_seen >= directory_key.last_seen AND k.first_seen <= directory_key.first_seen);
