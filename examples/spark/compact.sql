-- Forgets versions of pictures that newer ones replaced.

DROP TABLE IF EXISTS compacted_pictures;

CREATE TABLE compacted_pictures USING parquet PARTITIONED BY (part) AS
SELECT * EXCEPT (age) FROM current_pictures;

ALTER TABLE pictures RENAME TO former_pictures;

ALTER TABLE compacted_pictures RENAME TO pictures;

DROP TABLE former_pictures;
