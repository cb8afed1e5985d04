-- A wall that ends by itself leaves a row of the audit log, and its owners are told (docs/decisions/0035).

ALTER TABLE wall ADD COLUMN end_noted_at timestamptz(6);
-- Those that ended before are no news.
UPDATE wall SET end_noted_at = now() WHERE ends_at <= now() AND lifted_at IS NULL;
CREATE INDEX wall_end_to_note ON wall (ends_at) WHERE lifted_at IS NULL AND end_noted_at IS NULL;
GRANT UPDATE (end_noted_at) ON wall TO strongroom_ops;
CREATE POLICY ops_notes_end ON wall FOR UPDATE TO strongroom_ops
  USING (ends_at <= now() AND lifted_at IS NULL AND end_noted_at IS NULL) WITH CHECK (end_noted_at IS NOT NULL);
GRANT EXECUTE ON FUNCTION owners_to_notify(uuid[], boolean, uuid) TO strongroom_ops;

CREATE OR REPLACE FUNCTION events_shown_despite_walls() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT ARRAY['matter.handed-on', 'wall.raised', 'wall.lifted', 'wall.ended', 'wall.proved', 'hold.placed', 'hold.released',
    'glass.broken', 'glass.ended', 'glass.noted']
$$;
