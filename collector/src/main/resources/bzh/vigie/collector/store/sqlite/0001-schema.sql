-- State of the collector: the schema of a new store. A release that changes it adds a file, 0002 and so on.
--
-- Instants are microseconds since 1970 UTC, days are days since 1970 UTC, both by the collector's clock unless the table says otherwise.
-- Hashes are raw bytes, those in a column sha256 are hexadecimal digits. Lists and maps are JSON. Truth is 1, falsehood 0.
-- A commune is an INSEE code. A host is the id of its agent as text; an agent is that agent's number in the table agent.
-- at_wall, at_boot and at_monotonic are the host's own clocks at the time of its report.
--
-- A line is a row that somebody decided: written is when, author who, reason why. Triggers refuse to change or delete a line: a correction is a
-- new line, and the last line about one thing counts. Queries that may show some communes alone look at the column commune.

-- ===== Hosts and enrolment =====

-- Agents as small numbers, for the tables with many rows.
CREATE TABLE agent (
  number INTEGER PRIMARY KEY,
  id     TEXT NOT NULL UNIQUE
) STRICT;

-- Hosts: one row for each enrolled agent. public_key is the SHA-256 of the agent's public key, facts what the machine reported of itself.
-- last_seen is empty before the first frame; skew_micros is the host's clock minus the collector's.
CREATE TABLE host (
  id                  TEXT NOT NULL PRIMARY KEY,
  commune             TEXT NOT NULL,
  hostname            TEXT NOT NULL,
  state               TEXT NOT NULL,
  public_key          BLOB NOT NULL,
  facts               TEXT NOT NULL,
  version             TEXT NOT NULL,
  enrolled            INTEGER NOT NULL,
  certificate_expires INTEGER NOT NULL,
  last_seen           INTEGER,
  skew_micros         INTEGER NOT NULL,
  boot_id             TEXT NOT NULL,
  run_id              TEXT NOT NULL,
  connected           INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX host_by_commune ON host (commune, id);
CREATE INDEX host_by_key ON host (public_key, enrolled);
-- A host that was enrolled and never heard is silent since it was enrolled.
CREATE INDEX host_silent ON host (coalesce(last_seen, enrolled)) WHERE state = 'ACTIVE' AND connected = 0;
-- Hosts are counted by commune in this index alone.
CREATE INDEX host_present ON host (state, commune, connected, last_seen, enrolled);
-- Each enrolment asks for the hosts that are shut out: their name, machine and token let nobody in without a person's decision.
CREATE INDEX host_shut_out ON host (commune) WHERE state IN ('REVOKED', 'QUARANTINED');

-- Earlier names of a host, and when its agent first reported another one.
CREATE TABLE host_former_name (
  host    TEXT NOT NULL REFERENCES host,
  name    TEXT NOT NULL,
  dropped INTEGER NOT NULL,
  PRIMARY KEY (host, name)
) STRICT, WITHOUT ROWID;

-- Counter of changes to who may connect; one row.
CREATE TABLE host_changes (
  number INTEGER NOT NULL
) STRICT;
INSERT INTO host_changes VALUES (0);

-- Enrolment tokens: secret_hash is the SHA-256 of the secret, uses how many enrolments it allows, used how many it has served.
CREATE TABLE token (
  id             TEXT NOT NULL PRIMARY KEY,
  secret_hash    BLOB NOT NULL,
  commune        TEXT NOT NULL,
  uses           INTEGER NOT NULL,
  used           INTEGER NOT NULL,
  created        INTEGER NOT NULL,
  expires        INTEGER NOT NULL,
  needs_approval INTEGER NOT NULL,
  revoked        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Token by which a host was enrolled.
CREATE TABLE token_use (
  host  TEXT NOT NULL PRIMARY KEY,
  token TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Break-glass code of a commune (RemovalCode): kept is a salted slow hash with its salt, never the code.
CREATE TABLE removal_code (
  commune TEXT NOT NULL PRIMARY KEY,
  kept    BLOB NOT NULL,
  made    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- ===== Inventory =====

-- Locations as small numbers.
CREATE TABLE location (
  number INTEGER PRIMARY KEY,
  id     TEXT NOT NULL UNIQUE
) STRICT;

-- Keys of items, with the location and the account id that each stands for.
CREATE TABLE item_key (
  number   INTEGER PRIMARY KEY,
  key      BLOB NOT NULL,
  location INTEGER NOT NULL REFERENCES location,
  account  TEXT NOT NULL,
  UNIQUE (key, location, account)
) STRICT;

-- Shapes: what an item has in common on all hosts. hosts counts the hosts that have it, communes its rows in shape_commune.
CREATE TABLE shape (
  number   INTEGER PRIMARY KEY,
  shape    TEXT NOT NULL UNIQUE,
  communes INTEGER NOT NULL,
  hosts    INTEGER NOT NULL
) STRICT;

-- Communes that have or had a shape, and since when. An incident counts only the communes that had it before.
CREATE TABLE shape_commune (
  shape   INTEGER NOT NULL REFERENCES shape,
  commune TEXT NOT NULL,
  since   INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (shape, commune)
) STRICT, WITHOUT ROWID;

-- Items without their times, once for all hosts. content is the SHA-256 of the bytes: one fingerprint can have several contents, since it
-- leaves out what does not change what runs.
CREATE TABLE item (
  number      INTEGER PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  content     BLOB NOT NULL,
  shape       INTEGER NOT NULL REFERENCES shape,
  bytes       BLOB NOT NULL,
  UNIQUE (fingerprint, content)
) STRICT;
-- The items of a shape go when no host has that shape any more.
CREATE INDEX item_by_shape ON item (shape);

-- Items that are present in one location of one host for one account. EntryCodec draws the format of entries. confirmed is when the location
-- was last wholly read, digest that of the last reading; listed says whether there was a complete listing.
CREATE TABLE inventory (
  number    INTEGER PRIMARY KEY,
  agent     INTEGER NOT NULL REFERENCES agent,
  location  INTEGER NOT NULL REFERENCES location,
  account   TEXT NOT NULL,
  entries   BLOB NOT NULL,
  confirmed INTEGER NOT NULL,
  digest    BLOB,
  listed    INTEGER NOT NULL,
  UNIQUE (agent, location, account)
) STRICT;

-- Items that were present before: entries that ended, in the order in which they did.
CREATE TABLE inventory_past (
  inventory INTEGER NOT NULL REFERENCES inventory,
  part      INTEGER NOT NULL,
  entries   BLOB NOT NULL,
  PRIMARY KEY (inventory, part)
) STRICT, WITHOUT ROWID;

-- Result of the last scan of a location. shipped_items counts the items that are as their package shipped them, in a location with very many
-- of those, and shipped_digest is over them; both are empty elsewhere.
CREATE TABLE location_status (
  inventory         INTEGER NOT NULL PRIMARY KEY REFERENCES inventory,
  account_name      TEXT,
  state             TEXT NOT NULL,
  reason            TEXT NOT NULL,
  detail            TEXT NOT NULL,
  reader            TEXT NOT NULL,
  items             INTEGER NOT NULL,
  bytes             INTEGER NOT NULL,
  started           INTEGER NOT NULL,
  duration          INTEGER NOT NULL,
  trigger_kind      TEXT NOT NULL,
  catalogue_version INTEGER NOT NULL,
  shipped_items     INTEGER,
  shipped_digest    BLOB
) STRICT;

-- Last full scan of each agent. word is its result; confirmed is when the last one began that found everything as it is stored, 0 for none.
CREATE TABLE inventory_pass (
  agent     INTEGER PRIMARY KEY REFERENCES agent,
  began     INTEGER NOT NULL,
  received  INTEGER NOT NULL,
  word      TEXT NOT NULL,
  confirmed INTEGER NOT NULL
) STRICT;

-- ===== Progress of detection =====

-- Number of the last record of an ingest log that was judged.
CREATE TABLE position (
  log    TEXT NOT NULL PRIMARY KEY,
  number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Number of the last batch that was judged, by agent, epoch and lane.
CREATE TABLE batch (
  agent  INTEGER NOT NULL REFERENCES agent,
  epoch  TEXT NOT NULL,
  lane   INTEGER NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (agent, epoch, lane)
) STRICT, WITHOUT ROWID;

-- State that a detector keeps, by key.
CREATE TABLE detector_state (
  detector TEXT NOT NULL,
  key      TEXT NOT NULL,
  value    BLOB NOT NULL,
  PRIMARY KEY (detector, key)
) STRICT;

-- ===== Alerts =====

-- Alerts. version is the number of the alert's last line in alert_line, 0 before the first; status, assignee and closing follow from its lines.
-- host_time is by the host's clock; exception is the number of the suppression that hides the alert. grp is its alert_group; situation is the
-- one that raised it, and its severity depends on it.
CREATE TABLE alert (
  sequence    INTEGER PRIMARY KEY AUTOINCREMENT,
  id          TEXT NOT NULL UNIQUE,
  rule        TEXT NOT NULL,
  severity    TEXT NOT NULL,
  techniques  TEXT NOT NULL,
  commune     TEXT NOT NULL,
  host        TEXT NOT NULL,
  hostname    TEXT NOT NULL,
  cause       TEXT NOT NULL,
  first_event TEXT NOT NULL,
  time        INTEGER NOT NULL,
  host_time   INTEGER NOT NULL,
  evidence    TEXT NOT NULL,
  status      TEXT NOT NULL,
  count       INTEGER NOT NULL,
  last_time   INTEGER NOT NULL,
  version     INTEGER NOT NULL DEFAULT 0,
  assignee    TEXT NOT NULL DEFAULT '',
  closing     TEXT NOT NULL DEFAULT '',
  exception   INTEGER,
  grp         INTEGER NOT NULL DEFAULT 0,
  situation   TEXT NOT NULL DEFAULT 'CALM'
) STRICT;
CREATE INDEX alert_by_commune ON alert (commune, sequence);
-- Closed alerts are found by their cause too: what goes on reaching hosts of a commune is counted in the alert that is there.
CREATE INDEX alert_by_cause ON alert (commune, rule, cause, sequence);
CREATE INDEX alert_by_group ON alert (grp, sequence);
CREATE INDEX alert_by_rule ON alert (rule, sequence);
CREATE INDEX alert_by_assignee ON alert (assignee, sequence) WHERE assignee <> '';
CREATE INDEX alert_excepted ON alert (exception, cause) WHERE exception IS NOT NULL;
CREATE INDEX alert_open_newest ON alert (sequence) WHERE status <> 'CLOSED' AND status <> 'EXCEPTED';
-- Groups with an acknowledged alert; assigned alerts are found by their assignee.
CREATE INDEX alert_acknowledged ON alert (grp, commune) WHERE status = 'ACKNOWLEDGED';
-- Open alerts of some communes, the newest first.
CREATE INDEX alert_open_of_commune ON alert (commune, sequence) WHERE status <> 'CLOSED' AND status <> 'EXCEPTED';
-- Alerts that are possible recurrences of an incident, and those of its attack from before the end of the eviction.
CREATE INDEX recurrence_by_incident ON alert (json_extract(evidence, '$.incident'), sequence)
  WHERE rule IN ('vigie-return', 'vigie-suspected-return', 'vigie-not-removed', 'vigie-same-attack');
-- Alerts of an indicator, so that they are counted however many other alerts there are.
CREATE INDEX alert_by_indicator ON alert (json_extract(evidence, '$.indicator_id'), sequence, commune)
  WHERE json_extract(evidence, '$.indicator_id') IS NOT NULL;

-- Items that one alert sums up: each once, by its own rule, change and shape, with the host that had it first.
CREATE TABLE alert_item (
  alert    INTEGER NOT NULL,
  commune  TEXT NOT NULL,
  rule     TEXT NOT NULL,
  change   TEXT NOT NULL,
  shape    TEXT NOT NULL,
  location TEXT NOT NULL,
  source   TEXT NOT NULL,
  name     TEXT NOT NULL,
  host     TEXT NOT NULL,
  hostname TEXT NOT NULL,
  event    TEXT NOT NULL,
  time     INTEGER NOT NULL,
  count    INTEGER NOT NULL,
  PRIMARY KEY (alert, rule, change, shape)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_item_by_shape ON alert_item (commune, shape, rule, change, alert);

-- Decisions about alerts, each with where the alert then stood.
CREATE TABLE alert_line (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  alert    TEXT NOT NULL,
  commune  TEXT NOT NULL,
  step     TEXT NOT NULL,
  status   TEXT NOT NULL,
  assignee TEXT NOT NULL,
  closing  TEXT NOT NULL,
  written  INTEGER NOT NULL,
  author   TEXT NOT NULL,
  reason   TEXT NOT NULL
) STRICT;
CREATE INDEX alert_line_by_alert ON alert_line (alert, number);
CREATE TRIGGER alert_line_never_changes BEFORE UPDATE ON alert_line BEGIN
  SELECT RAISE(ABORT, 'decisions about alerts are only ever added');
END;
CREATE TRIGGER alert_line_never_shrinks BEFORE DELETE ON alert_line BEGIN
  SELECT RAISE(ABORT, 'decisions about alerts are only ever added');
END;

-- Suppressions of a rule's alerts until an instant. A criterion that is empty is not applied.
CREATE TABLE alert_exception (
  number  INTEGER PRIMARY KEY AUTOINCREMENT,
  rule    TEXT NOT NULL,
  signer  TEXT,
  path    TEXT,
  place   TEXT,
  account TEXT,
  commune TEXT,
  host    TEXT,
  until   INTEGER NOT NULL,
  written INTEGER NOT NULL,
  author  TEXT NOT NULL,
  reason  TEXT NOT NULL
) STRICT;
CREATE INDEX alert_exception_by_rule ON alert_exception (rule, until);
CREATE TRIGGER alert_exception_never_changes BEFORE UPDATE ON alert_exception BEGIN
  SELECT RAISE(ABORT, 'decisions about alerts are only ever added');
END;
CREATE TRIGGER alert_exception_never_shrinks BEFORE DELETE ON alert_exception BEGIN
  SELECT RAISE(ABORT, 'decisions about alerts are only ever added');
END;

-- Ends of suppressions before their time.
CREATE TABLE alert_exception_end (
  number    INTEGER PRIMARY KEY AUTOINCREMENT,
  exception INTEGER NOT NULL UNIQUE REFERENCES alert_exception,
  written   INTEGER NOT NULL,
  author    TEXT NOT NULL,
  reason    TEXT NOT NULL
) STRICT;
CREATE TRIGGER alert_exception_end_never_changes BEFORE UPDATE ON alert_exception_end BEGIN
  SELECT RAISE(ABORT, 'decisions about alerts are only ever added');
END;
CREATE TRIGGER alert_exception_end_never_shrinks BEFORE DELETE ON alert_exception_end BEGIN
  SELECT RAISE(ABORT, 'decisions about alerts are only ever added');
END;

-- Groups of alerts about the same thing, on however many hosts and in however many communes. same is the shape of an item, otherwise the cause
-- without its host; for what was seen before the end of an eviction it is the attacker artefact.
CREATE TABLE alert_group (
  number INTEGER PRIMARY KEY,
  rule   TEXT NOT NULL,
  same   TEXT NOT NULL,
  UNIQUE (rule, same)
) STRICT;

-- Counts of a group in a commune, and under '' everywhere: open alerts, those of them that are new, and the hosts that have an open one.
-- rank is the gravest severity that the group had (0 to 4), 10 more where it is about a recurrence; newest is the sequence of its latest alert.
CREATE TABLE alert_tally (
  grp     INTEGER NOT NULL REFERENCES alert_group,
  commune TEXT NOT NULL,
  rank    INTEGER NOT NULL,
  newest  INTEGER NOT NULL,
  open    INTEGER NOT NULL,
  fresh   INTEGER NOT NULL,
  hosts   INTEGER NOT NULL,
  PRIMARY KEY (grp, commune)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_tally_open ON alert_tally (commune, rank, newest) WHERE open > 0;

-- Hosts on which an alert was seen, among them that of its first event.
CREATE TABLE alert_host (
  alert INTEGER NOT NULL,
  host  TEXT NOT NULL,
  PRIMARY KEY (alert, host)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_host_by_host ON alert_host (host, alert);

-- Open alerts of a group on a host, counted.
CREATE TABLE alert_tally_host (
  grp  INTEGER NOT NULL REFERENCES alert_group,
  host TEXT NOT NULL,
  open INTEGER NOT NULL,
  PRIMARY KEY (grp, host)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_tally_host_open ON alert_tally_host (host, open) WHERE open > 0;

-- Alerts that a rule raised on a day in a commune, and under '' everywhere.
CREATE TABLE rule_day (
  commune TEXT NOT NULL,
  day     INTEGER NOT NULL,
  rule    TEXT NOT NULL,
  alerts  INTEGER NOT NULL,
  PRIMARY KEY (commune, day, rule)
) STRICT, WITHOUT ROWID;

-- ===== Coverage =====

-- Stretches in which a source or a location was watched, or was not. from_micros and to_micros are by the host's clock; skew_micros is how far that
-- was ahead when the stretch was reported. day is the day on which the row was written, where the ledger holds the row and it never
-- changes after that day. It is empty for stretches of locations, which go on for as long as a boot.
CREATE TABLE coverage (
  number        INTEGER PRIMARY KEY,
  agent         INTEGER NOT NULL REFERENCES agent,
  subject       TEXT NOT NULL,
  account_id    TEXT NOT NULL,
  account_name  TEXT,
  from_micros   INTEGER NOT NULL,
  to_micros     INTEGER NOT NULL,
  length_micros INTEGER NOT NULL,
  state         TEXT NOT NULL,
  reason        TEXT NOT NULL,
  detail        TEXT NOT NULL,
  events        INTEGER NOT NULL,
  lost          INTEGER NOT NULL,
  source        TEXT NOT NULL,
  at_wall       INTEGER NOT NULL,
  at_boot       TEXT NOT NULL,
  at_monotonic  INTEGER NOT NULL,
  received      INTEGER NOT NULL,
  skew_micros   INTEGER,
  day           INTEGER
) STRICT;
CREATE INDEX coverage_by_agent ON coverage (agent, subject, account_id, from_micros);
-- The oldest rows are found without reading the others, in coverage, loss and gap alike.
CREATE INDEX coverage_by_age ON coverage (received);
CREATE INDEX coverage_by_day ON coverage (agent, day) WHERE day IS NOT NULL;

-- Events that were lost: reported by the agent, or by the collector itself. skew_micros is the host's clock minus the collector's when it was reported, so
-- that a loss stays where it was.
CREATE TABLE loss (
  number       INTEGER PRIMARY KEY,
  agent        INTEGER NOT NULL REFERENCES agent,
  received     INTEGER NOT NULL,
  source       TEXT NOT NULL,
  lane         INTEGER NOT NULL,
  from_number  INTEGER NOT NULL,
  to_number    INTEGER NOT NULL,
  reason       TEXT NOT NULL,
  detail       TEXT NOT NULL,
  at_wall      INTEGER NOT NULL,
  at_boot      TEXT NOT NULL,
  at_monotonic INTEGER NOT NULL,
  skew_micros  INTEGER
) STRICT;
CREATE INDEX loss_by_agent ON loss (agent, received);
CREATE INDEX loss_by_age ON loss (received);

-- Sources of a loss, with the events that each lost and when by the host's clock.
CREATE TABLE loss_source (
  loss       INTEGER NOT NULL REFERENCES loss,
  place      INTEGER NOT NULL,
  source     TEXT NOT NULL,
  events     INTEGER NOT NULL,
  first_wall INTEGER NOT NULL,
  last_wall  INTEGER NOT NULL,
  PRIMARY KEY (loss, place)
) STRICT, WITHOUT ROWID;

-- Times in which nothing was heard from a host. day is when the row was written.
CREATE TABLE gap (
  number      INTEGER PRIMARY KEY,
  agent       INTEGER NOT NULL REFERENCES agent,
  from_micros INTEGER NOT NULL,
  to_micros   INTEGER NOT NULL,
  reason      TEXT NOT NULL,
  day         INTEGER
) STRICT;
CREATE INDEX gap_by_agent ON gap (agent, from_micros);
CREATE INDEX gap_by_age ON gap (to_micros);

-- Latest state of each source of an agent.
CREATE TABLE source_state (
  agent        INTEGER NOT NULL REFERENCES agent,
  source       TEXT NOT NULL,
  state        TEXT NOT NULL,
  reason       TEXT NOT NULL,
  detail       TEXT NOT NULL,
  at_wall      INTEGER NOT NULL,
  at_boot      TEXT NOT NULL,
  at_monotonic INTEGER NOT NULL,
  received     INTEGER NOT NULL,
  PRIMARY KEY (agent, source)
) STRICT, WITHOUT ROWID;

-- ===== Unmanaged hosts =====

-- Machines that hosts saw. An address, a MAC address or a name that is not known is empty and not NULL, so that it can be part of the key.
CREATE TABLE neighbour (
  agent      INTEGER NOT NULL REFERENCES agent,
  origin     TEXT NOT NULL,
  address    BLOB NOT NULL,
  mac        BLOB NOT NULL,
  name       TEXT NOT NULL,
  commune    TEXT NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen  INTEGER NOT NULL,
  PRIMARY KEY (agent, origin, address, mac, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX neighbour_by_commune ON neighbour (commune, first_seen);
CREATE INDEX neighbour_by_age ON neighbour (last_seen);
CREATE INDEX neighbour_by_host ON neighbour (agent, origin, last_seen);
CREATE TRIGGER neighbour_is_counted AFTER INSERT ON neighbour BEGIN
  INSERT INTO neighbour_tally VALUES (NEW.commune, 1, 0, 0) ON CONFLICT (commune) DO UPDATE SET known = known + 1;
END;
CREATE TRIGGER neighbour_is_counted_off AFTER DELETE ON neighbour BEGIN
  UPDATE neighbour_tally SET known = known - 1 WHERE commune = OLD.commune;
END;

-- Sightings of a commune: how many are kept, and how many were refused for want of room.
CREATE TABLE neighbour_tally (
  commune      TEXT NOT NULL PRIMARY KEY,
  known        INTEGER NOT NULL,
  refused      INTEGER NOT NULL,
  last_refused INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Machines that an analyst declared impossible to watch with an agent, by the key under which they are shown.
CREATE TABLE exempted_machine (
  commune TEXT NOT NULL,
  machine TEXT NOT NULL,
  author  TEXT NOT NULL,
  reason  TEXT NOT NULL,
  PRIMARY KEY (commune, machine)
) STRICT, WITHOUT ROWID;

-- ===== Audit and ledger =====

-- Decisions, chained by hash; SqliteAudit says what is hashed. Nothing here is ever changed or deleted. system_user is the operating
-- system's user who ran the command, empty for the console.
CREATE TABLE audit (
  number      INTEGER PRIMARY KEY AUTOINCREMENT,
  time        INTEGER NOT NULL,
  author      TEXT NOT NULL,
  reason      TEXT NOT NULL,
  action      TEXT NOT NULL,
  subject     TEXT NOT NULL,
  salt        BLOB NOT NULL,
  content     BLOB NOT NULL,
  hash        BLOB NOT NULL,
  system_user TEXT
) STRICT;
CREATE INDEX audit_by_subject ON audit (subject, number);
CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;

-- Ledger. LedgerEntry draws what is hashed. Nothing here is ever changed or deleted.
CREATE TABLE ledger (
  number    INTEGER PRIMARY KEY AUTOINCREMENT,
  time      INTEGER NOT NULL,
  kind      INTEGER NOT NULL,
  commune   TEXT NOT NULL,
  reference TEXT NOT NULL,
  content   BLOB NOT NULL,
  hash      BLOB NOT NULL
) STRICT;
CREATE INDEX ledger_by_commune ON ledger (commune, number);
CREATE INDEX ledger_by_kind ON ledger (kind, commune, number);
CREATE TRIGGER ledger_never_changes BEFORE UPDATE ON ledger BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;
CREATE TRIGGER ledger_never_shrinks BEFORE DELETE ON ledger BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;

-- Content of the ledger's entries, which may be deleted; its digest stays in the ledger.
CREATE TABLE ledger_content (
  number INTEGER PRIMARY KEY REFERENCES ledger,
  salt   BLOB NOT NULL,
  bytes  BLOB NOT NULL
) STRICT;
CREATE TRIGGER ledger_content_never_changes BEFORE UPDATE ON ledger_content BEGIN
  SELECT RAISE(ABORT, 'what the ledger says is never changed');
END;

-- ===== Incidents =====

-- Incidents.
CREATE TABLE incident (
  id     TEXT NOT NULL PRIMARY KEY,
  title  TEXT NOT NULL,
  opened INTEGER NOT NULL,
  author TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER incident_never_changes BEFORE UPDATE ON incident BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER incident_never_shrinks BEFORE DELETE ON incident BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- Communes of an incident.
CREATE TABLE incident_commune (
  incident TEXT NOT NULL REFERENCES incident,
  commune  TEXT NOT NULL,
  written  INTEGER NOT NULL,
  author   TEXT NOT NULL,
  reason   TEXT NOT NULL,
  PRIMARY KEY (incident, commune)
) STRICT, WITHOUT ROWID;
CREATE INDEX incident_by_commune ON incident_commune (commune, incident);
CREATE TRIGGER incident_commune_never_changes BEFORE UPDATE ON incident_commune BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER incident_commune_never_shrinks BEFORE DELETE ON incident_commune BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- Beginnings of an incident's phases. A line without since withdraws the ones before.
CREATE TABLE incident_phase (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  incident TEXT NOT NULL REFERENCES incident,
  phase    TEXT NOT NULL,
  since    INTEGER,
  written  INTEGER NOT NULL,
  author   TEXT NOT NULL,
  reason   TEXT NOT NULL
) STRICT;
CREATE INDEX phase_by_incident ON incident_phase (incident, number);
CREATE TRIGGER incident_phase_never_changes BEFORE UPDATE ON incident_phase BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER incident_phase_never_shrinks BEFORE DELETE ON incident_phase BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- Evictions. A line without a host is about all hosts that have no line of their own; one without a start withdraws the ones before.
CREATE TABLE incident_eviction (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  incident TEXT NOT NULL REFERENCES incident,
  host     TEXT,
  start    INTEGER,
  finish   INTEGER,
  written  INTEGER NOT NULL,
  author   TEXT NOT NULL,
  reason   TEXT NOT NULL
) STRICT;
CREATE INDEX eviction_by_incident ON incident_eviction (incident, number);
CREATE TRIGGER incident_eviction_never_changes BEFORE UPDATE ON incident_eviction BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER incident_eviction_never_shrinks BEFORE DELETE ON incident_eviction BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- Length of an incident's enhanced monitoring, in days.
CREATE TABLE incident_watch (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  incident TEXT NOT NULL REFERENCES incident,
  days     INTEGER NOT NULL,
  written  INTEGER NOT NULL,
  author   TEXT NOT NULL,
  reason   TEXT NOT NULL
) STRICT;
CREATE INDEX watch_by_incident ON incident_watch (incident, number);
CREATE TRIGGER incident_watch_never_changes BEFORE UPDATE ON incident_watch BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER incident_watch_never_shrinks BEFORE DELETE ON incident_watch BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- Addresses of devices that no agent can watch, or that a VPN hands out; declared is 0 in a line that withdraws them.
CREATE TABLE incident_device (
  number    INTEGER PRIMARY KEY AUTOINCREMENT,
  incident  TEXT NOT NULL REFERENCES incident,
  commune   TEXT NOT NULL,
  kind      TEXT NOT NULL,
  addresses TEXT NOT NULL,
  name      TEXT NOT NULL,
  declared  INTEGER NOT NULL,
  written   INTEGER NOT NULL,
  author    TEXT NOT NULL,
  reason    TEXT NOT NULL
) STRICT;
CREATE INDEX device_by_incident ON incident_device (incident, number);
CREATE TRIGGER incident_device_never_changes BEFORE UPDATE ON incident_device BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER incident_device_never_shrinks BEFORE DELETE ON incident_device BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- Thresholds by which the coverage of an incident is judged. A line without a value withdraws the ones before; SIGNED approves the table as it
-- stood at that line.
CREATE TABLE incident_threshold (
  number    INTEGER PRIMARY KEY AUTOINCREMENT,
  incident  TEXT NOT NULL REFERENCES incident,
  threshold TEXT NOT NULL,
  value     INTEGER,
  written   INTEGER NOT NULL,
  author    TEXT NOT NULL,
  reason    TEXT NOT NULL
) STRICT;
CREATE INDEX threshold_by_incident ON incident_threshold (incident, number);
CREATE TRIGGER incident_threshold_never_changes BEFORE UPDATE ON incident_threshold BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER incident_threshold_never_shrinks BEFORE DELETE ON incident_threshold BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- Lists of the hosts that a commune should have. The last list of one name counts; one without hosts withdraws the ones before.
CREATE TABLE host_list (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  incident TEXT NOT NULL REFERENCES incident,
  commune  TEXT NOT NULL,
  name     TEXT NOT NULL,
  origin   TEXT NOT NULL,
  hosts    INTEGER NOT NULL,
  written  INTEGER NOT NULL,
  author   TEXT NOT NULL,
  reason   TEXT NOT NULL
) STRICT;
CREATE INDEX host_list_by_incident ON host_list (incident, number);
CREATE TRIGGER host_list_never_changes BEFORE UPDATE ON host_list BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER host_list_never_shrinks BEFORE DELETE ON host_list BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- Hosts of such a list, in its order. enabled is 0 where the directory says that the account is disabled.
CREATE TABLE expected_host (
  list    INTEGER NOT NULL REFERENCES host_list,
  place   INTEGER NOT NULL,
  name    TEXT NOT NULL,
  role    TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  PRIMARY KEY (list, place)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER expected_host_never_changes BEFORE UPDATE ON expected_host BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER expected_host_never_shrinks BEFORE DELETE ON expected_host BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- Agents that are an expected host, by an analyst's decision. A line without a name withdraws the ones before.
CREATE TABLE host_identity (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  incident TEXT NOT NULL REFERENCES incident,
  host     TEXT NOT NULL,
  name     TEXT,
  written  INTEGER NOT NULL,
  author   TEXT NOT NULL,
  reason   TEXT NOT NULL
) STRICT;
CREATE INDEX identity_by_incident ON host_identity (incident, number);
CREATE TRIGGER host_identity_never_changes BEFORE UPDATE ON host_identity BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER host_identity_never_shrinks BEFORE DELETE ON host_identity BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- Statements of persons about an incident, about one of its hosts, or about something that has a name in a commune and no agent, such as an expected
-- host or a usual user. A line without an answer withdraws the ones before.
CREATE TABLE attestation (
  number    INTEGER PRIMARY KEY AUTOINCREMENT,
  incident  TEXT NOT NULL REFERENCES incident,
  statement TEXT NOT NULL,
  host      TEXT,
  answer    TEXT,
  proof     TEXT NOT NULL,
  until     INTEGER,
  written   INTEGER NOT NULL,
  author    TEXT NOT NULL,
  reason    TEXT NOT NULL,
  commune   TEXT,
  name      TEXT
) STRICT;
CREATE INDEX attestation_by_incident ON attestation (incident, number);
CREATE TRIGGER attestation_never_changes BEFORE UPDATE ON attestation BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER attestation_never_shrinks BEFORE DELETE ON attestation BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- Signatures and refusals of conclusions. word and computed are what was computed and for which instant, digest is that of the statement.
CREATE TABLE conclusion_line (
  number    INTEGER PRIMARY KEY AUTOINCREMENT,
  incident  TEXT NOT NULL REFERENCES incident,
  decision  TEXT NOT NULL,
  word      TEXT NOT NULL,
  computed  INTEGER NOT NULL,
  digest    BLOB NOT NULL,
  statement TEXT NOT NULL,
  written   INTEGER NOT NULL,
  author    TEXT NOT NULL,
  reason    TEXT NOT NULL
) STRICT;
CREATE INDEX conclusion_by_incident ON conclusion_line (incident, number);
CREATE TRIGGER conclusion_line_never_changes BEFORE UPDATE ON conclusion_line BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER conclusion_line_never_shrinks BEFORE DELETE ON conclusion_line BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- ===== Attacker artefacts and recurrences =====

-- Attacker artefacts: what analysts marked as the attacker's. host is empty where it was found on no enrolled host, key where it is no item.
CREATE TABLE tombstone (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  id       TEXT NOT NULL UNIQUE,
  incident TEXT NOT NULL REFERENCES incident,
  commune  TEXT NOT NULL,
  host     TEXT,
  key      TEXT NOT NULL,
  fields   TEXT NOT NULL,
  marked   INTEGER NOT NULL
) STRICT;
CREATE INDEX tombstone_by_incident ON tombstone (incident, number);
CREATE TRIGGER tombstone_never_changes BEFORE UPDATE ON tombstone BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER tombstone_never_shrinks BEFORE DELETE ON tombstone BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- Marks and withdrawals of an attacker artefact: standing is 0 where it was withdrawn, removal by when it was to be removed. system_user is as in audit.
CREATE TABLE tombstone_line (
  number      INTEGER PRIMARY KEY AUTOINCREMENT,
  tombstone   TEXT NOT NULL REFERENCES tombstone (id),
  standing    INTEGER NOT NULL,
  removal     INTEGER,
  written     INTEGER NOT NULL,
  author      TEXT NOT NULL,
  reason      TEXT NOT NULL,
  system_user TEXT
) STRICT;
CREATE INDEX line_by_tombstone ON tombstone_line (tombstone, number);
CREATE TRIGGER tombstone_line_never_changes BEFORE UPDATE ON tombstone_line BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER tombstone_line_never_shrinks BEFORE DELETE ON tombstone_line BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- Attacker artefacts for which the earlier events of a commune were searched. The running collector searches for one that is missing here: after a
-- restart, and when an incident is found to concern another commune.
CREATE TABLE tombstone_look_back (
  commune   TEXT NOT NULL,
  tombstone TEXT NOT NULL REFERENCES tombstone (id),
  written   INTEGER NOT NULL,
  PRIMARY KEY (commune, tombstone)
) STRICT, WITHOUT ROWID;

-- Natures of possible recurrences, by an analyst, with the proof where one is needed. system_user is as in audit.
CREATE TABLE recurrence_nature (
  number      INTEGER PRIMARY KEY AUTOINCREMENT,
  alert       TEXT NOT NULL,
  nature      TEXT NOT NULL,
  written     INTEGER NOT NULL,
  author      TEXT NOT NULL,
  reason      TEXT NOT NULL,
  proof       TEXT,
  system_user TEXT
) STRICT;
CREATE INDEX nature_by_alert ON recurrence_nature (alert, number);
CREATE TRIGGER recurrence_nature_never_changes BEFORE UPDATE ON recurrence_nature BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER recurrence_nature_never_shrinks BEFORE DELETE ON recurrence_nature BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- ===== Review =====

-- Groups of items that were decided on: id is a SHA-256 in hexadecimal digits, lineage what stays the same when the program is updated.
CREATE TABLE review_subject (
  id        TEXT NOT NULL PRIMARY KEY,
  lineage   TEXT NOT NULL,
  publisher TEXT NOT NULL,
  fields    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- A possible update of something approved is looked up as it comes in.
CREATE INDEX review_subject_by_lineage ON review_subject (lineage, publisher);
CREATE TRIGGER review_subject_never_changes BEFORE UPDATE ON review_subject BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER review_subject_never_shrinks BEFORE DELETE ON review_subject BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- Decisions about a group in a commune. act is the number of the first line written in the same act, at_once how many groups that act
-- decided, tombstone the attacker artefact that was marked with it, or that reopened it.
CREATE TABLE review_line (
  number    INTEGER PRIMARY KEY AUTOINCREMENT,
  incident  TEXT NOT NULL REFERENCES incident,
  matter    TEXT NOT NULL,
  subject   TEXT NOT NULL REFERENCES review_subject (id),
  commune   TEXT NOT NULL,
  decision  TEXT NOT NULL,
  act       INTEGER NOT NULL,
  at_once   INTEGER NOT NULL,
  tombstone TEXT NOT NULL,
  written   INTEGER NOT NULL,
  author    TEXT NOT NULL,
  reason    TEXT NOT NULL
) STRICT;
CREATE INDEX review_by_incident ON review_line (incident, matter, subject, commune, number);
CREATE INDEX review_by_commune ON review_line (commune, matter, subject, number);
CREATE INDEX review_reopened ON review_line (incident, written) WHERE decision = 'REOPENED';
-- An import of indicators for the whole region asks in how many communes a group was ever decided on.
CREATE INDEX review_by_subject ON review_line (subject, matter, commune, number);
CREATE TRIGGER review_line_never_changes BEFORE UPDATE ON review_line BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER review_line_never_shrinks BEFORE DELETE ON review_line BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- Baselines that analysts signed: approved counts the approvals that stood, digest is over their groups, up_to is the last line before.
CREATE TABLE baseline (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  incident TEXT NOT NULL REFERENCES incident,
  commune  TEXT NOT NULL,
  hosts    TEXT NOT NULL,
  approved INTEGER NOT NULL,
  digest   BLOB NOT NULL,
  up_to    INTEGER NOT NULL,
  written  INTEGER NOT NULL,
  author   TEXT NOT NULL,
  reason   TEXT NOT NULL
) STRICT;
CREATE INDEX baseline_by_commune ON baseline (commune, incident);
CREATE TRIGGER baseline_never_changes BEFORE UPDATE ON baseline BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER baseline_never_shrinks BEFORE DELETE ON baseline BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- ===== Indicators =====

-- Watchlist. An indicator without an incident is the whole region's. looked_back is when the last completed search for it began in all that is
-- kept of its incident's communes; it is empty where none was completed since the incident was last extended.
CREATE TABLE indicator (
  id             TEXT NOT NULL PRIMARY KEY,
  incident       TEXT,
  type           TEXT NOT NULL,
  value          TEXT NOT NULL,
  source         TEXT NOT NULL,
  description    TEXT NOT NULL,
  tlp            TEXT NOT NULL,
  confidence     INTEGER NOT NULL,
  valid_from     INTEGER,
  valid_until    INTEGER,
  collector_only INTEGER NOT NULL,
  alerts         INTEGER NOT NULL,
  added          INTEGER NOT NULL,
  author         TEXT NOT NULL,
  looked_back    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX indicator_by_incident ON indicator (incident, id);

-- Counter of changes to the watchlist, for those who keep it in memory; one row.
CREATE TABLE indicator_changes (
  number INTEGER NOT NULL
) STRICT;
INSERT INTO indicator_changes VALUES (0);

-- Watchlist that each host checks by itself, as it last reported, and its last full scan with that list: unread_places counts the locations that
-- it could not wholly read, untold the hits that it did not report.
CREATE TABLE local_check (
  host          TEXT PRIMARY KEY,
  commune       TEXT NOT NULL,
  list          TEXT NOT NULL,
  entries       INTEGER NOT NULL,
  taken         INTEGER NOT NULL,
  swept         INTEGER,
  items         INTEGER,
  places        INTEGER,
  unread_places INTEGER,
  untold        INTEGER
) STRICT, WITHOUT ROWID;

-- ===== Accounts that log on =====

-- Accounts that logged on to a host, in which way, first and last. A row with an empty account says that the host had more accounts than are
-- kept. first is by the host's clock, put right.
CREATE TABLE account_use (
  host    TEXT NOT NULL,
  commune TEXT NOT NULL,
  account TEXT NOT NULL,
  domain  TEXT NOT NULL,
  sid     TEXT NOT NULL,
  way     TEXT NOT NULL,
  key     TEXT NOT NULL,
  first   INTEGER NOT NULL,
  last    INTEGER NOT NULL,
  PRIMARY KEY (host, account, domain, key)
) STRICT, WITHOUT ROWID;
-- People ask where an account of some name was used.
CREATE INDEX account_use_by_account ON account_use (account, commune, domain, host);

-- Days on which an account logged on to a host, which show whether its usual users came back. account is an id, or the name where there is no
-- id. received is when the day was first reported: it stands in the ledger's entry of that time.
CREATE TABLE user_day (
  agent      INTEGER NOT NULL REFERENCES agent,
  account    TEXT NOT NULL,
  day        INTEGER NOT NULL,
  name       TEXT NOT NULL,
  first_time INTEGER NOT NULL,
  last_time  INTEGER NOT NULL,
  received   INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (agent, account, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX user_day_by_age ON user_day (day);

-- Lists of when a directory's passwords were set. The last list of one name counts; one without accounts withdraws the ones before.
CREATE TABLE password_list (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  incident TEXT NOT NULL REFERENCES incident,
  commune  TEXT NOT NULL,
  name     TEXT NOT NULL,
  sha256   TEXT NOT NULL,
  accounts INTEGER NOT NULL,
  written  INTEGER NOT NULL,
  author   TEXT NOT NULL,
  reason   TEXT NOT NULL
) STRICT;
CREATE INDEX password_list_by_incident ON password_list (incident, number);
CREATE TRIGGER password_list_never_changes BEFORE UPDATE ON password_list BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER password_list_never_shrinks BEFORE DELETE ON password_list BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- Accounts of such a list, in its order. day_only is 1 where only the day of password_set is known.
CREATE TABLE password_age (
  list         INTEGER NOT NULL REFERENCES password_list,
  place        INTEGER NOT NULL,
  account      TEXT NOT NULL,
  kind         TEXT NOT NULL,
  enabled      INTEGER NOT NULL,
  password_set INTEGER,
  day_only     INTEGER NOT NULL,
  PRIMARY KEY (list, place)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER password_age_never_changes BEFORE UPDATE ON password_age BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER password_age_never_shrinks BEFORE DELETE ON password_age BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- ===== External logs =====

-- Imported exports of devices that no agent watches. The last import of one name counts. unread counts lines that were not understood;
-- first and last are the times of its lines.
CREATE TABLE witness_list (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  incident TEXT NOT NULL REFERENCES incident,
  commune  TEXT NOT NULL,
  name     TEXT NOT NULL,
  kind     TEXT NOT NULL,
  sha256   TEXT NOT NULL,
  lines    INTEGER NOT NULL,
  unread   INTEGER NOT NULL,
  first    INTEGER,
  last     INTEGER,
  written  INTEGER NOT NULL,
  author   TEXT NOT NULL,
  reason   TEXT NOT NULL
) STRICT;
CREATE INDEX witness_list_by_incident ON witness_list (incident, number);
CREATE TRIGGER witness_list_never_changes BEFORE UPDATE ON witness_list BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER witness_list_never_shrinks BEFORE DELETE ON witness_list BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- Sightings in such an import: line is the number in its file, seen is by the device's clock.
CREATE TABLE witness_row (
  list        INTEGER NOT NULL REFERENCES witness_list,
  line        INTEGER NOT NULL,
  seen        INTEGER NOT NULL,
  account     TEXT NOT NULL,
  source      TEXT NOT NULL,
  destination TEXT NOT NULL,
  host        TEXT NOT NULL,
  outcome     TEXT NOT NULL,
  PRIMARY KEY (list, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX witness_row_by_source ON witness_row (source, seen);
CREATE INDEX witness_row_by_destination ON witness_row (destination, seen);
CREATE INDEX witness_row_by_host ON witness_row (host, seen);
CREATE TRIGGER witness_row_never_changes BEFORE UPDATE ON witness_row BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER witness_row_never_shrinks BEFORE DELETE ON witness_row BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- Exports of Microsoft 365 and Entra: total counts the rows that were understood, sign_ins those that are sign-ins, failed ones too. summed is 1
-- where the first and the last of alike rows of a day stand for all.
CREATE TABLE cloud_export (
  number   INTEGER PRIMARY KEY REFERENCES witness_list,
  total    INTEGER NOT NULL,
  sign_ins INTEGER NOT NULL,
  summed   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TRIGGER cloud_export_never_changes BEFORE UPDATE ON cloud_export BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER cloud_export_never_shrinks BEFORE DELETE ON cloud_export BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- Records of such an export that are judged, or that show something of the attacker.
CREATE TABLE cloud_record (
  number     INTEGER PRIMARY KEY AUTOINCREMENT,
  list       INTEGER NOT NULL REFERENCES witness_list,
  line       INTEGER NOT NULL,
  seen       INTEGER NOT NULL,
  operation  TEXT NOT NULL,
  account    TEXT NOT NULL,
  source     TEXT NOT NULL,
  object     TEXT NOT NULL,
  detail     TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  outcome    TEXT NOT NULL
) STRICT;
CREATE INDEX cloud_record_by_list ON cloud_record (list, number);
CREATE TRIGGER cloud_record_never_changes BEFORE UPDATE ON cloud_record BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER cloud_record_never_shrinks BEFORE DELETE ON cloud_record BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- Operations of such an export that are not judged, with their number of rows.
CREATE TABLE cloud_operation (
  number    INTEGER PRIMARY KEY AUTOINCREMENT,
  list      INTEGER NOT NULL REFERENCES witness_list,
  operation TEXT NOT NULL,
  total     INTEGER NOT NULL
) STRICT;
CREATE INDEX cloud_operation_by_list ON cloud_operation (list, number);
CREATE TRIGGER cloud_operation_never_changes BEFORE UPDATE ON cloud_operation BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER cloud_operation_never_shrinks BEFORE DELETE ON cloud_operation BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- Rows of such an export that were refused, by reason: total is how many, numbers which ones, as ranges.
CREATE TABLE cloud_refused (
  number  INTEGER PRIMARY KEY AUTOINCREMENT,
  list    INTEGER NOT NULL REFERENCES witness_list,
  reason  TEXT NOT NULL,
  total   INTEGER NOT NULL,
  numbers TEXT NOT NULL
) STRICT;
CREATE INDEX cloud_refused_by_list ON cloud_refused (list, number);
CREATE TRIGGER cloud_refused_never_changes BEFORE UPDATE ON cloud_refused BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER cloud_refused_never_shrinks BEFORE DELETE ON cloud_refused BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- ===== Scans of disks =====

-- Files of 'agent scan', from seized disks and from hosts that have an agent. as_of is when the disk's system was last switched off; other_media is
-- 1 where another system read the disk. The comparison with what the agent reported is empty where the host has none: hidden counts items of the
-- disk alone, untold those of the agent alone, otherwise those that differ, not_compared the locations that could not be compared; named lists the first.
CREATE TABLE disk_scan (
  number       INTEGER PRIMARY KEY AUTOINCREMENT,
  incident     TEXT NOT NULL REFERENCES incident,
  commune      TEXT NOT NULL,
  host         TEXT NOT NULL,
  enrolled     INTEGER NOT NULL,
  name         TEXT NOT NULL,
  as_of        INTEGER NOT NULL,
  other_media  INTEGER NOT NULL,
  sha256       TEXT NOT NULL,
  reader       TEXT NOT NULL,
  os           TEXT NOT NULL,
  catalogue    TEXT NOT NULL,
  items        INTEGER NOT NULL,
  places       INTEGER NOT NULL,
  refused      INTEGER NOT NULL,
  hidden       INTEGER,
  untold       INTEGER,
  otherwise    INTEGER,
  not_compared INTEGER,
  named        TEXT NOT NULL,
  bytes        INTEGER NOT NULL,
  written      INTEGER NOT NULL,
  author       TEXT NOT NULL,
  reason       TEXT NOT NULL
) STRICT;
CREATE INDEX disk_scan_by_incident ON disk_scan (incident, number);
CREATE TRIGGER disk_scan_never_changes BEFORE UPDATE ON disk_scan BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER disk_scan_never_shrinks BEFORE DELETE ON disk_scan BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- Content of such a file, deflated, in parts.
CREATE TABLE disk_scan_part (
  scan     INTEGER NOT NULL REFERENCES disk_scan,
  place    INTEGER NOT NULL,
  deflated BLOB NOT NULL,
  PRIMARY KEY (scan, place)
) STRICT;
CREATE TRIGGER disk_scan_part_never_changes BEFORE UPDATE ON disk_scan_part BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER disk_scan_part_never_shrinks BEFORE DELETE ON disk_scan_part BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- Withdrawals of such files.
CREATE TABLE disk_scan_line (
  number  INTEGER PRIMARY KEY AUTOINCREMENT,
  scan    INTEGER NOT NULL REFERENCES disk_scan,
  written INTEGER NOT NULL,
  author  TEXT NOT NULL,
  reason  TEXT NOT NULL
) STRICT;
CREATE INDEX disk_scan_line_by_scan ON disk_scan_line (scan);
CREATE TRIGGER disk_scan_line_never_changes BEFORE UPDATE ON disk_scan_line BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;
CREATE TRIGGER disk_scan_line_never_shrinks BEFORE DELETE ON disk_scan_line BEGIN
  SELECT RAISE(ABORT, 'decisions about incidents are only ever added');
END;

-- ===== Directories =====

-- Agent that reads the directory of a domain; the directory's locations lie in that agent's inventory. moved_since is since when the agent has
-- reported another domain. Where nobody reads the directory, reader is an id made of the domain, which holds what is known, and since says since when.
CREATE TABLE directory (
  commune     TEXT NOT NULL,
  domain      TEXT NOT NULL,
  reader      TEXT NOT NULL,
  since       INTEGER NOT NULL,
  moved_since INTEGER,
  PRIMARY KEY (commune, domain)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX directory_reader ON directory (reader);

-- Agents that a person forbade to read a directory. With an empty host, nobody may read it.
CREATE TABLE directory_refusal (
  commune TEXT NOT NULL,
  domain  TEXT NOT NULL,
  host    TEXT NOT NULL,
  written INTEGER NOT NULL,
  author  TEXT NOT NULL,
  reason  TEXT NOT NULL,
  PRIMARY KEY (commune, domain, host)
) STRICT, WITHOUT ROWID;

-- Agents that read a directory and reported nothing of it for more than a day, and when another one was chosen for that.
CREATE TABLE directory_silence (
  commune TEXT NOT NULL,
  domain  TEXT NOT NULL,
  host    TEXT NOT NULL,
  left_at INTEGER NOT NULL,
  PRIMARY KEY (commune, domain, host)
) STRICT, WITHOUT ROWID;

-- Progress of the reading of a domain's accounts: next_part is -1 where a part is missing, accounts counts the rows of directory_account.
-- whole_at is when the last complete reading of all accounts began, last_at when the last one began without a gap since. tellers are the sources of what is
-- kept, a line each of the agent that read and the controller that was asked; reading_tellers are those of the reading under way.
CREATE TABLE directory_reading (
  commune         TEXT NOT NULL,
  domain          TEXT NOT NULL,
  controller      TEXT NOT NULL,
  reading         INTEGER NOT NULL,
  next_part       INTEGER NOT NULL,
  began           INTEGER NOT NULL,
  ended           INTEGER NOT NULL,
  whole_at        INTEGER,
  last_at         INTEGER,
  complete        INTEGER NOT NULL,
  reason          TEXT NOT NULL,
  accounts        INTEGER NOT NULL DEFAULT 0,
  tellers         TEXT NOT NULL DEFAULT '',
  reading_tellers TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (commune, domain)
) STRICT, WITHOUT ROWID;

-- Accounts of a domain's directory, as its reader last reported them; a reading of all accounts removes those that it does not report. told is
-- when the account was last reported, and some time after that it goes.
CREATE TABLE directory_account (
  commune      TEXT NOT NULL,
  domain       TEXT NOT NULL,
  sid          TEXT NOT NULL,
  name         TEXT NOT NULL,
  kind         TEXT NOT NULL,
  control      INTEGER NOT NULL,
  password_set INTEGER,
  last_logon   INTEGER,
  created      INTEGER,
  dns_name     TEXT NOT NULL,
  system       TEXT NOT NULL,
  protected    INTEGER NOT NULL,
  key_version  INTEGER,
  reading      INTEGER NOT NULL,
  told         INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (commune, domain, sid)
) STRICT, WITHOUT ROWID;
CREATE INDEX directory_account_told ON directory_account (told);
CREATE TRIGGER directory_account_comes AFTER INSERT ON directory_account BEGIN
  UPDATE directory_reading SET accounts = accounts + 1 WHERE commune = NEW.commune AND domain = NEW.domain;
END;
CREATE TRIGGER directory_account_goes AFTER DELETE ON directory_account BEGIN
  UPDATE directory_reading SET accounts = accounts - 1 WHERE commune = OLD.commune AND domain = OLD.domain;
END;

-- Passwords of krbtgt that were seen, by when each was set, by its number (-1 where none is reported), and by the agent and the controller
-- that reported it.
CREATE TABLE directory_key (
  commune      TEXT NOT NULL,
  domain       TEXT NOT NULL,
  sid          TEXT NOT NULL,
  password_set INTEGER NOT NULL,
  version      INTEGER NOT NULL,
  reader       TEXT NOT NULL,
  controller   TEXT NOT NULL,
  first_seen   INTEGER NOT NULL,
  last_seen    INTEGER NOT NULL,
  PRIMARY KEY (commune, domain, sid, password_set, version, reader, controller)
) STRICT, WITHOUT ROWID;

-- ===== People of the console =====

-- Persons who may sign in to the console. A person is never deleted, since decisions name them. key is the name as it is compared: in one form and
-- in lower case. communes is '*' for all, otherwise INSEE codes between blanks. version grows with every change of what the person may do or
-- proves themselves by, and ends the sessions of older versions. password is a hash, totp the sealed key of the second factor.
CREATE TABLE person (
  key       TEXT PRIMARY KEY,
  name      TEXT NOT NULL,
  role      TEXT NOT NULL,
  communes  TEXT NOT NULL,
  disabled  INTEGER NOT NULL DEFAULT 0,
  created   INTEGER NOT NULL,
  version   INTEGER NOT NULL DEFAULT 1,
  password  TEXT,
  totp      BLOB,
  totp_used INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Recovery codes that are left to a person who lost the second factor: the SHA-256 of each.
CREATE TABLE person_recovery (
  person TEXT NOT NULL REFERENCES person,
  code   BLOB NOT NULL,
  PRIMARY KEY (person, code)
) STRICT, WITHOUT ROWID;

-- Secrets that a person holds, as their SHA-256: a link that serves once to choose a password, or a browser in which the person signed in before.
CREATE TABLE person_secret (
  kind   TEXT NOT NULL,
  secret BLOB NOT NULL,
  person TEXT NOT NULL REFERENCES person,
  until  INTEGER NOT NULL,
  PRIMARY KEY (kind, secret)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_secret_by_person ON person_secret (person, kind, until);

-- Identities that an identity provider vouches for, each with the person that it is: by issuer and subject, since names there change hands.
-- provided is 1 where the provider decides what the person may do at each sign-in, 0 where an administrator does. An identity
-- lets nobody in before it is confirmed.
CREATE TABLE person_identity (
  issuer    TEXT NOT NULL,
  subject   TEXT NOT NULL,
  person    TEXT NOT NULL REFERENCES person,
  provided  INTEGER NOT NULL,
  confirmed INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_identity_by_person ON person_identity (person);

-- Tokens with which programs sign in: secret is the SHA-256 of the secret, maker the person who made it.
CREATE TABLE api_token (
  id       TEXT PRIMARY KEY,
  secret   BLOB NOT NULL,
  label    TEXT NOT NULL,
  maker    TEXT NOT NULL,
  role     TEXT NOT NULL,
  communes TEXT NOT NULL,
  created  INTEGER NOT NULL,
  expires  INTEGER NOT NULL,
  revoked  INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Queries over the event history that people keep. A name is its author's own; shared is 1 where others see it.
CREATE TABLE saved_search (
  author  TEXT NOT NULL,
  name    TEXT NOT NULL,
  query   TEXT NOT NULL,
  shared  INTEGER NOT NULL,
  written INTEGER NOT NULL,
  PRIMARY KEY (author, name)
) STRICT, WITHOUT ROWID;
