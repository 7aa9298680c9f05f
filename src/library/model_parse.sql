-- Parses the headers of waiting model files behind :after and up to :until, each once.
INSERT INTO temp.extracted_models (file_id, file_name, name, usual_type, former_status, record)
WITH
  waiting AS MATERIALIZED (
    SELECT id, file_path, '/' || lower(replace(file_path, '\', '/')) AS path,
      {{base_name:file_path}} AS file_name, sd_training(metadata_json) AS record
    FROM main.files
    WHERE extraction_pending = 1 AND id > :after AND id <= :until AND kind = 'model'
    ORDER BY id
    LIMIT :chunk
  ),
  -- Folders as the user interfaces of the field call them, and endings; the first that fits counts.
  places (pattern, model_type) AS (
    VALUES
      ('%/lora/%', 'lora'), ('%/loras/%', 'lora'), ('%/lycoris/%', 'lora'),
      ('%/embeddings/%', 'embedding'), ('%/hypernetworks/%', 'hypernetwork'),
      ('%/controlnet/%', 'controlnet'), ('%/vae/%', 'vae'), ('%/vae-approx/%', 'vae'),
      ('%/esrgan/%', 'upscaler'), ('%/realesrgan/%', 'upscaler'), ('%/upscale_models/%', 'upscaler'),
      ('%/text_encoder/%', 'text_encoder'), ('%/text_encoders/%', 'text_encoder'),
      ('%/clip/%', 'text_encoder'), ('%/stable-diffusion/%', 'checkpoint'),
      ('%/checkpoints/%', 'checkpoint'), ('%/unet/%', 'checkpoint'),
      ('%/diffusion_models/%', 'checkpoint'), ('%.ckpt', 'checkpoint'), ('%.gguf', 'checkpoint')
  )
SELECT id, file_name, {{stem:file_name}},
  (SELECT model_type FROM places WHERE path LIKE pattern LIMIT 1),
  (SELECT header_status FROM main.model_files WHERE file_id = id),
  record
FROM waiting
