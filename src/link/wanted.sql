-- The links that the targets shall have.
INSERT INTO temp.link_wanted (owner_id, model_file_id, method, confidence, reason)
SELECT t.owner_id, k.model_file_id, k.method, k.confidence, k.reason
FROM temp.link_targets AS t
JOIN temp.link_references AS r ON r.reference = t.reference
JOIN temp.link_results AS k ON k.reference_id = r.id
