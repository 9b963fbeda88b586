-- Which situation raised an alert, and by which its severity is. Every older one was judged as outside an incident.
ALTER TABLE alert ADD COLUMN situation TEXT NOT NULL DEFAULT 'CALM';

-- Since when a commune has something of a shape: only what others had before an incident vouches for what appears in it.
-- Of what was there already nobody knows, so it vouches for incidents from now on.
ALTER TABLE shape_commune ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
UPDATE shape_commune SET since = CAST(unixepoch('subsec') * 1000000 AS INTEGER);
