-- Table-valued functions, which only the extension has: the same rows as json_each gives of the scalar ones.
CREATE TABLE images (id INTEGER, text TEXT);
INSERT INTO images VALUES
  (1, 'a <lora:My Style.safetensors:0.8> cat <lora:moss:1:0.5>
Negative prompt: <lyco:grain:.3>
Steps: 20, Model hash: 0123456789, Model: fern, VAE: clear.pt, Lora hashes: "moss: 0a1b2c3d4e5f", Civitai resources: [{"type":"lora","weight":2,"modelVersionId":12345}]'),
  (2, 'a cat'), (3, NULL), (4, '<?xml'), (5, ''), (6, 'x <lora:moss:-1>');

SELECT id, lora_name, raw_name, weight, unet_weight, context, position_index, lora_hash FROM images, sd_loras(text);
-- => 1 | 'My_Style' | 'My Style.safetensors' | 0.8 | NULL | 'positive' | 0 | NULL
-- => 1 | 'moss' | 'moss' | 1.0 | 0.5 | 'positive' | 1 | '0a1b2c3d4e5f'
-- => 1 | 'grain' | 'grain' | 0.3 | NULL | 'negative' | 2 | NULL

SELECT id, type, name, weight, hash, hash_kind, model_version_id, source FROM images, sd_resources(text);
-- => 1 | 'checkpoint' | 'fern' | NULL | '0123456789' | 'autov2' | NULL | 'Model hash'
-- => 1 | 'vae' | 'clear.pt' | NULL | NULL | NULL | NULL | 'VAE'
-- => 1 | 'lora' | 'moss' | NULL | '0a1b2c3d4e5f' | 'autov3' | NULL | 'Lora hashes'
-- => 1 | 'lora' | NULL | 2.0 | NULL | NULL | 12345 | 'Civitai resources'
-- => 1 | 'lora' | 'My Style.safetensors' | 0.8 | NULL | NULL | NULL | 'prompt'
-- => 1 | 'lora' | 'moss' | 1.0 | '0a1b2c3d4e5f' | 'autov3' | NULL | 'prompt'
-- => 1 | 'lora' | 'grain' | 0.3 | NULL | NULL | NULL | 'negative prompt'
-- => 6 | 'lora' | 'moss' | -1.0 | NULL | NULL | NULL | 'prompt'

SELECT id, tag, weight FROM images, sd_tags(text) WHERE id <> 1;
-- => 2 | 'a cat' | 1.0
-- => 4 | '<?xml' | 1.0
-- => 6 | 'x' | 1.0

SELECT typeof(weight), typeof(unet_weight), typeof(position_index) FROM sd_loras('<lora:moss:1>');
-- => 'real' | 'null' | 'integer'

SELECT raw_name, reason FROM images, sd_loras(text, '{"discarded": true}') WHERE id = 6;
-- => 'moss' | 'weight_out_of_range'

SELECT id, class_type, title, inputs, typeof(inputs) FROM sd_nodes('{"3": {"class_type": "KSampler", "inputs": {"seed": 18446744073709551615, "cfg": 7.0, "model": ["a", 0]}}, "a": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "fern.safetensors", "list": {"__value__": [1, 2]}}, "_meta": {"title": "Base"}}}');
-- => '3' | 'KSampler' | NULL | '{"seed":18446744073709551615,"cfg":7.0,"model":["a",0]}' | 'text'
-- => 'a' | 'CheckpointLoaderSimple' | 'Base' | '{"ckpt_name":"fern.safetensors","list":[1, 2]}' | 'text'

SELECT count(*) FROM sd_nodes('a cat'), sd_nodes(NULL);
-- => 0

-- The arguments are hidden columns.
SELECT lora_name, argument_2 FROM sd_loras WHERE argument_1 = '<lora:moss:1>' AND argument_2 = '{}';
-- => 'moss' | '{}'

SELECT tag, weight FROM (SELECT * FROM sd_tags('a cat'));
-- => 'a cat' | 1.0

SELECT count(*) FROM sd_tags(NULL);
-- => 0

SELECT count(*) FROM sd_tags(1), sd_loras(x'00'), sd_resources(2.5);
-- => 0

SELECT id, count(lora_name) FROM images LEFT JOIN sd_loras(text) GROUP BY id;
-- => 1 | 3
-- => 2 | 0
-- => 3 | 0
-- => 4 | 0
-- => 5 | 0
-- => 6 | 0

SELECT t.tag, l.lora_name FROM sd_loras('a <lora:moss:1> <lora:fern:2>') AS l JOIN sd_tags('x, ' || l.lora_name) AS t;
-- => 'x' | 'moss'
-- => 'moss' | 'moss'
-- => 'x' | 'fern'
-- => 'fern' | 'fern'

SELECT lora_name FROM sd_loras('<lora:moss:1> <lora:fern:2>') WHERE rowid = 1;
-- => 'fern'

SELECT id, (SELECT max(weight) FROM sd_loras(text)), EXISTS (SELECT 1 FROM sd_tags(text) WHERE tag = 'a cat') FROM images;
-- => 1 | 1.0 | 1
-- => 2 | NULL | 1
-- => 3 | NULL | 0
-- => 4 | NULL | 0
-- => 5 | NULL | 0
-- => 6 | NULL | 0

SELECT lora_name FROM sd_loras('<lora:moss:1> <lora:fern:2>') ORDER BY weight DESC LIMIT 1;
-- => 'fern'

-- As JSON tells it.
SELECT count(*) FROM (
  SELECT images.id, lora_name, weight, unet_weight, position_index, lora_hash FROM images, sd_loras(text)
  EXCEPT
  SELECT images.id, value ->> 'lora_name', value ->> 'weight', value ->> 'unet_weight', value ->> 'position_index', value ->> 'lora_hash'
  FROM images, json_each(sd_loras(text)));
-- => 0

-- An argument may be stated twice, and may come from a table that is named later.
SELECT count(*) FROM sd_tags('a, b') WHERE argument_1 = 'a, b';
-- => 2

SELECT count(*) FROM sd_tags('a, b') WHERE argument_1 = 'c';
-- => 0

SELECT tag, images.id FROM sd_tags(text) JOIN images WHERE images.id = 2;
-- => 'a cat' | 2
