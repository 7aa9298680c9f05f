-- Images with a resource among the targets that names a checkpoint.
INSERT OR IGNORE INTO temp.link_images (file_id)
SELECT t.file_id
FROM temp.link_targets AS t
JOIN main.image_resources AS r ON r.id = t.owner_id
WHERE r.type = 'checkpoint'
