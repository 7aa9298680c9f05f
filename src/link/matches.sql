-- Linking, second part: the local files that the references mean.

-- step: results
-- Finds the local file that each reference means. A hash beats a name; where a hash fits several files, the name decides
-- between them; what stays open is kept as several rows.
INSERT INTO temp.link_results (reference_id, model_file_id, method, confidence, reason)
WITH
  -- What a hash of so many digits may be. One of 8 digits is weak, and so is one that the file only says of itself.
  hash_rules (digits, kind, method, confidence) AS (
    VALUES
      (64, 'sha256', 'sha256', 1.0), (64, 'tensor_sha256', 'tensor_sha256', 1.0),
      (64, 'embedded', 'embedded', 0.9), (64, 'embedded_modelspec', 'embedded', 0.9),
      (12, 'tensor_sha256', 'autov3', 0.98), (12, 'sha256', 'sha256_12', 0.98),
      (12, 'embedded', 'embedded', 0.9), (12, 'embedded_modelspec', 'embedded', 0.9),
      (12, 'name', 'name_hash', 0.7),
      (10, 'sha256', 'autov2', 0.98), (10, 'name', 'name_hash', 0.7),
      (8, 'autov1', 'autov1', 0.8), (8, 'legacy', 'legacy', 0.75),
      (8, 'sha256', 'sha256_8', 0.75), (8, 'tensor_sha256', 'tensor_8', 0.75),
      (8, 'embedded', 'embedded_8', 0.7)
  ),
  -- A name with folders means a file in folders of these names; one elsewhere counts less than any in them.
  name_rules (source, method, confidence, elsewhere) AS (
    VALUES
      ('file', 'name', 0.7, 0.45), ('output_name', 'alias', 0.6, 0.4),
      ('former', 'former_name', 0.55, 0.35), ('folded', 'folded', 0.5, 0.3)
  ),
  by_hash AS (
    SELECT r.id AS reference_id, h.model_file_id, q.method, q.confidence,
      -- Tools that edit tensors leave the hash of the former ones in the header.
      h.kind = 'embedded' AND h.value <> l.tensor_sha256 AS is_stale,
      h.kind IN ('sha256', 'tensor_sha256', 'autov1') AS is_computed
    FROM temp.link_references AS r
    -- A short hash is the beginning of a long one: a range of the index, which SQLite would not choose by itself.
    CROSS JOIN main.model_hashes AS h INDEXED BY idx_model_hashes_value
      ON h.value >= r.hash AND h.value < r.hash || 'g'
    JOIN hash_rules AS q ON q.digits = length(r.hash) AND q.kind = h.kind
    LEFT JOIN main.model_files AS l ON l.file_id = h.model_file_id
    -- Eight digits prove little: the type must fit.
    WHERE q.digits > 8 OR l.model_type IS NULL OR r.model_type = l.model_type
    UNION ALL
    SELECT r.id, e.file_id, 'version_id', 1.0, 0, (
        SELECT max(h.kind IN ('sha256', 'tensor_sha256', 'autov1')) FROM main.model_hashes AS h
        WHERE h.model_file_id = e.file_id AND h.kind <> 'name' AND h.value >= e.queried_hash
          AND h.value < e.queried_hash || 'g'
      ) AS is_computed
    FROM temp.link_references AS r
    JOIN main.model_enrichment AS e ON e.model_version_id = r.model_version_id
    JOIN main.model_files AS l ON l.file_id = e.file_id
    -- A version that was found by a hash is one of the bytes that have it; other bytes may have taken their place.
    WHERE e.queried_hash IS NULL OR e.queried_hash GLOB '*[^0-9a-f]*' OR is_computed IS NOT NULL
  ),
  named AS (
    SELECT r.id AS reference_id, n.model_file_id, n.source, r.model_type, r.folders
    FROM temp.link_references AS r
    JOIN main.model_names AS n ON n.name = r.stem AND n.source <> 'folded'
    UNION ALL
    SELECT r.id, n.model_file_id, n.source, r.model_type, r.folders
    FROM temp.link_references AS r
    JOIN main.model_names AS n ON n.name = r.folded AND n.source = 'folded'
  ),
  by_name AS (
    SELECT n.reference_id, n.model_file_id, n.model_type, q.method,
      CASE
        WHEN n.folders IS NULL THEN q.confidence
        WHEN substr('/' || composed_name({{folders:f.file_path}}), -length('/' || n.folders))
          = '/' || n.folders THEN q.confidence
        ELSE q.elsewhere
      END AS confidence
    FROM named AS n
    JOIN name_rules AS q ON q.source = n.source
    JOIN main.files AS f ON f.id = n.model_file_id
  ),
  -- The best of each; the other columns are those of the row with the maximum.
  hashes AS (
    SELECT reference_id, model_file_id, method AS hash_method, max(confidence) AS hash_confidence,
      is_stale, total(is_computed) > 0 AS is_computed
    FROM by_hash GROUP BY 1, 2
  ),
  names AS (
    SELECT reference_id, model_file_id, by_name.method AS name_method,
      max(by_name.confidence) AS name_confidence
    FROM by_name
    LEFT JOIN main.model_files AS l ON l.file_id = model_file_id
    WHERE l.model_type IS NULL OR l.model_type = by_name.model_type
    GROUP BY 1, 2
  ),
  -- Both as one row; FULL JOIN would compare each with each.
  both AS (
    SELECT reference_id, model_file_id, max(hash_method) AS hash_method,
      max(hash_confidence) AS hash_confidence, max(is_stale) AS is_stale,
      max(is_computed) AS is_computed, max(name_method) AS name_method,
      max(name_confidence) AS name_confidence
    FROM (
      SELECT *, NULL AS name_method, NULL AS name_confidence FROM hashes
      UNION ALL
      SELECT reference_id, model_file_id, NULL, NULL, NULL, NULL, name_method, name_confidence
      FROM names
    )
    GROUP BY 1, 2
  ),
  matches AS (
    SELECT *, max(hash_method IS NOT NULL) OVER (PARTITION BY reference_id) AS has_hash_match
    FROM both
  ),
  judged AS MATERIALIZED (
    SELECT m.*,
      coalesce(f.status = 'missing', 0) AS is_missing,
      coalesce(l.header_status IN {{cut_off_codes}}, 0) AS is_cut,
      -- No program loads it: a web page, a pointer, what has no header that can be read. (Of `code:format`, the code.)
      coalesce(substr(l.header_status, 1, instr(l.header_status || ':', ':') - 1) IN {{broken_codes}}, 0)
        AS is_broken,
      hash_method IS NULL AND length(r.hash) IN {{hash_lengths}} AND l.hashed_at IS NOT NULL AS differs,
      hash_method IS NULL AND length(r.hash) IN {{hash_lengths}} AND l.hashed_at IS NULL AS is_open
    FROM matches AS m
    JOIN temp.link_references AS r ON r.id = m.reference_id
    JOIN main.files AS f ON f.id = m.model_file_id
    LEFT JOIN main.model_files AS l ON l.file_id = m.model_file_id
  ),
  ranked AS (
    SELECT *,
      rank() OVER (
        PARTITION BY reference_id
        ORDER BY hash_method IS NULL, is_missing, is_cut, differs, coalesce(name_confidence, 0) DESC
      ) AS place,
      max(name_method IN ('name', 'alias')) OVER (PARTITION BY reference_id) AS is_name_known
    FROM judged
    -- Names, and what a header said before, tell nothing of the bytes that a broken file has now.
    WHERE NOT is_broken OR is_computed
  ),
  broken AS (
    SELECT reference_id, max(name_method IS NOT NULL) AS has_name
    FROM judged WHERE is_broken GROUP BY 1
  ),
  best AS (
    SELECT *, count(*) OVER (PARTITION BY reference_id) AS candidates FROM ranked WHERE place = 1
  )
SELECT
  r.id,
  b.model_file_id,
  coalesce(b.hash_method, b.name_method),
  coalesce(b.hash_confidence, iif(b.differs, b.name_confidence / 2, b.name_confidence)),
  CASE
    WHEN b.model_file_id IS NULL THEN CASE
      WHEN x.has_name THEN 'the file of that name is broken'
      WHEN x.reference_id IS NOT NULL THEN 'the file is broken'
      WHEN r.stem IS NULL AND r.hash IS NULL AND r.model_version_id IS NULL THEN 'it has no name'
      WHEN r.stem IS NULL AND r.hash IS NULL THEN 'no file of that version is known'
      WHEN r.hash IS NULL THEN 'no file of that name'
      WHEN r.stem IS NULL THEN 'no file of that hash'
      ELSE 'no file of that hash or name'
    END
    -- Of equals each differs, so that it says more than how many there are.
    WHEN b.differs THEN 'the hash differs'
    WHEN b.candidates > 1 THEN 'ambiguous: ' || b.candidates || ' files'
    WHEN b.is_missing THEN 'the file is missing'
    WHEN b.is_cut THEN 'the file is cut off'
    WHEN b.is_broken THEN 'the file is broken'
    WHEN b.is_open THEN 'the file is not hashed yet'
    WHEN b.has_hash_match AND b.name_method IS NULL AND b.is_name_known
      THEN 'another file has that name'
    WHEN b.is_stale AND b.name_method IS NULL THEN 'its header states the hash of other tensors'
  END
FROM temp.link_references AS r
LEFT JOIN best AS b ON b.reference_id = r.id
LEFT JOIN broken AS x ON x.reference_id = r.id;

-- step: wanted
-- The links that the targets shall have.
INSERT INTO temp.link_wanted (owner_id, model_file_id, method, confidence, reason)
SELECT t.owner_id, k.model_file_id, k.method, k.confidence, k.reason
FROM temp.link_targets AS t
JOIN temp.link_references AS r ON r.reference = t.reference
JOIN temp.link_results AS k ON k.reference_id = r.id;
