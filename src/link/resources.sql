-- Resources from :from up to :until.
INSERT INTO temp.link_targets (owner_id, file_id, reference)
SELECT id, file_id, json_array(type, name, lower(hash), model_version_id)
FROM main.image_resources
WHERE id BETWEEN :from AND :until
