-- Videos are files of a kind of their own, and hidden texts are looked for unless the setting says otherwise.

-- SQLite has no statement that changes a CHECK, and making the table anew would copy every text: so the text of the
-- table's own statement is changed (https://www.sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema
-- Changes"). All values that were allowed still are. An adopted table may have no such CHECK; then nothing changes.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema
SET sql = replace(sql, 'CHECK (kind IN (''image'', ''model''))', 'CHECK (kind IN (''image'', ''video'', ''model''))')
WHERE type = 'table' AND lower(name) = 'files';
PRAGMA writable_schema = RESET;

-- Any change of the schema tells other connections to read it again.
CREATE INDEX IF NOT EXISTS idx_files_videos ON files(id) WHERE kind = 'video';

INSERT OR IGNORE INTO settings (name, value) VALUES ('read_hidden', 1);
