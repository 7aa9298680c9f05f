-- Brings the part {part:UInt8} of `pictures`, 0 to 15, up to date with the lists in `arrivals`: pictures that are new,
-- changed, or extracted by another version are extracted, those that are no longer listed go. Run again, it does what is
-- left to do.

SELECT throwIf(count() != any(listed), 'A list in arrivals is not whole: drop its partition and load it again')
FROM arrivals
GROUP BY collection
FORMAT Null;

INSERT INTO pictures (
  collection, file_path, file_mtime, status, metadata_json, state, extracted_with, version, loras, resources,
  -- columns of a record: [$name]
  generator, model_name, model_hash_short, model_hash_full, hash_type, steps, sampler, scheduler, cfg_scale, seed,
  subseed, subseed_strength, clip_skip, denoising_strength, width, height, size_raw, hires_upscaler, hires_steps,
  hires_denoising, vae, vae_hash, refiner_model, refiner_switch_at, tiling, face_restoration, version_tag,
  generation_timestamp, seed_text, truncated, metadata_hash, params, raw_positive, raw_negative, clean_positive,
  clean_negative
  -- end of columns
)
SELECT
  collection, file_path, file_mtime, status, metadata_json, state, sd_version(), version,
  JSONExtract(ifNull(usages, '[]'),
    -- columns of a usage: 'Array(Tuple([$name Nullable($type)]))'
    'Array(Tuple(lora_name Nullable(String), raw_name Nullable(String), weight Nullable(Float64),
    unet_weight Nullable(Float64), te_weight Nullable(Float64), context Nullable(String),
    position_index Nullable(Int64), lora_hash Nullable(String), origin Nullable(String), stage Nullable(String)))'
    -- end of columns
  ),
  -- The LoRA tags of prompts are usages.
  arrayFilter(resource -> resource.source NOT IN ('prompt', 'negative prompt'), JSONExtract(ifNull(named, '[]'),
    -- columns of a resource: 'Array(Tuple([$name Nullable($type)]))'
    'Array(Tuple(type Nullable(String), name Nullable(String), weight Nullable(Float64), hash Nullable(String),
    hash_kind Nullable(String), model_version_id Nullable(Int64), source Nullable(String)))'
    -- end of columns
  )),
  untuple(JSONExtract(ifNull(record, ''),
    -- columns of a record: 'Tuple([$name Nullable($type)])'
    'Tuple(generator Nullable(String), model_name Nullable(String), model_hash_short Nullable(String),
    model_hash_full Nullable(String), hash_type Nullable(String), steps Nullable(Int64), sampler Nullable(String),
    scheduler Nullable(String), cfg_scale Nullable(Float64), seed Nullable(Int64), subseed Nullable(Int64),
    subseed_strength Nullable(Float64), clip_skip Nullable(Int64), denoising_strength Nullable(Float64),
    width Nullable(Int64), height Nullable(Int64), size_raw Nullable(String), hires_upscaler Nullable(String),
    hires_steps Nullable(Int64), hires_denoising Nullable(Float64), vae Nullable(String), vae_hash Nullable(String),
    refiner_model Nullable(String), refiner_switch_at Nullable(Float64), tiling Nullable(Int64),
    face_restoration Nullable(String), version_tag Nullable(String), generation_timestamp Nullable(String),
    seed_text Nullable(String), truncated Nullable(Int64), metadata_hash Nullable(String), params Nullable(String),
    raw_positive Nullable(String), raw_negative Nullable(String), clean_positive Nullable(String),
    clean_negative Nullable(String))'
    -- end of columns
  ))
FROM (
  SELECT
    a.collection AS collection, a.file_path AS file_path, a.file_mtime AS file_mtime, a.status AS status,
    a.metadata_json AS metadata_json, a.state AS state, k.newest + 1 AS version,
    sd_parse(a.metadata_json) AS record, sd_loras(a.metadata_json) AS usages, sd_resources(a.metadata_json) AS named
  FROM arrivals AS a
  LEFT JOIN (
    SELECT
      collection, file_path,
      max(version) AS newest,
      argMax((state, extracted_with, is_deleted), version) AS known
    FROM pictures
    WHERE part = {part:UInt8}
    GROUP BY collection, file_path
  ) AS k ON k.collection = a.collection AND k.file_path = a.file_path
  WHERE a.part = {part:UInt8} AND (k.newest = 0 OR k.known != (a.state, sd_version(), 0))
);

INSERT INTO pictures (collection, file_path, version, is_deleted)
SELECT collection, file_path, max(version) + 1, 1
FROM pictures
WHERE part = {part:UInt8}
  -- A collection of which nothing is listed is not loaded now: it stays.
  AND collection IN (SELECT collection FROM arrivals)
  AND (collection, file_path) NOT IN (SELECT collection, file_path FROM arrivals WHERE part = {part:UInt8})
GROUP BY collection, file_path
HAVING argMax(is_deleted, version) = 0;
