-- Table-valued functions, which only the extension has: the same rows as json_each gives of the scalar ones.
CREATE TABLE images (id INTEGER, text TEXT);
INSERT INTO images VALUES
  (1, 'a <lora:My Style.safetensors:0.8> cat <lora:moss:1:0.5>
Negative prompt: <lyco:grain:.3>
Steps: 20, Model hash: 0123456789, Model: fern, VAE: clear.pt, Lora hashes: "moss: 0a1b2c3d4e5f", Civitai resources: [{"type":"lora","weight":2,"modelVersionId":12345}]'),
  (2, 'a cat'), (3, NULL), (4, '<?xml'), (5, ''), (6, 'x <lora:moss:-1>');

SELECT id, lora_name, raw_name, weight, unet_weight, context, position_index, lora_hash FROM images, sd_loras(text);

SELECT id, type, name, weight, hash, hash_kind, model_version_id, source FROM images, sd_resources(text);

SELECT id, tag, weight FROM images, sd_tags(text) WHERE id <> 1;

SELECT typeof(weight), typeof(unet_weight), typeof(position_index) FROM sd_loras('<lora:moss:1>');

SELECT raw_name, reason FROM images, sd_loras(text, '{"discarded": true}') WHERE id = 6;

-- The arguments are hidden columns.
SELECT lora_name, argument_2 FROM sd_loras WHERE argument_1 = '<lora:moss:1>' AND argument_2 = '{}';

SELECT tag, weight FROM (SELECT * FROM sd_tags('a cat'));

SELECT count(*) FROM sd_tags(NULL);

SELECT count(*) FROM sd_tags(1), sd_loras(x'00'), sd_resources(2.5);

SELECT id, count(lora_name) FROM images LEFT JOIN sd_loras(text) GROUP BY id;

SELECT t.tag, l.lora_name FROM sd_loras('a <lora:moss:1> <lora:fern:2>') AS l JOIN sd_tags('x, ' || l.lora_name) AS t;

SELECT lora_name FROM sd_loras('<lora:moss:1> <lora:fern:2>') WHERE rowid = 1;

SELECT id, (SELECT max(weight) FROM sd_loras(text)), EXISTS (SELECT 1 FROM sd_tags(text) WHERE tag = 'a cat') FROM images;

SELECT lora_name FROM sd_loras('<lora:moss:1> <lora:fern:2>') ORDER BY weight DESC LIMIT 1;

-- As JSON tells it.
SELECT count(*) FROM (
  SELECT id, lora_name, weight, unet_weight, position_index, lora_hash FROM images, sd_loras(text)
  EXCEPT
  SELECT id, value ->> 'lora_name', value ->> 'weight', value ->> 'unet_weight', value ->> 'position_index', value ->> 'lora_hash'
  FROM images, json_each(sd_loras(text)));
