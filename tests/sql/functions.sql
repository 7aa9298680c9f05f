-- What each function gives for a text that has everything.
CREATE TABLE sample (text TEXT);
INSERT INTO sample VALUES ('a <lora:My Style.safetensors:0.8> cat, (oil paint:1.2), [dull] <lora:moss:1:0.5> <lora:big:9>
Negative prompt: blurry, <lyco:grain:.3>
Steps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7.0, Seed: 18446744073709551615, Size: 512x768, Model hash: 0123456789, Model: fern, VAE: clear.pt, Clip skip: 2, Tiling: True, Lora hashes: "moss: 0a1b2c3d4e5f, My Style: 00112233aabb", My own key: "a, b"');

SELECT sd_parse(text) FROM sample;
-- => '{"generator":"a1111","model_name":"fern","model_hash_short":"0123456789","model_hash_full":null,"hash_type":null,"steps":20,"sampler":"DPM++ 2M","scheduler":"Karras","cfg_scale":7.0,"seed":null,"subseed":null,"subseed_strength":null,"clip_skip":2,"denoising_strength":null,"width":512,"height":768,"size_raw":"512x768","hires_upscaler":null,"hires_steps":null,"hires_denoising":null,"vae":"clear.pt","vae_hash":null,"refiner_model":null,"refiner_switch_at":null,"tiling":1,"face_restoration":null,"version_tag":null,"generation_timestamp":null,"seed_text":"18446744073709551615","truncated":0,"metadata_hash":"fd06878db0405521334aff0647bcc5e584679e423950043479ed52434934ccb3","params":{"Steps":"20","Sampler":"DPM++ 2M","Schedule type":"Karras","CFG scale":"7.0","Seed":"18446744073709551615","Size":"512x768","Model hash":"0123456789","Model":"fern","VAE":"clear.pt","Clip skip":"2","Tiling":"True","Lora hashes":"moss: 0a1b2c3d4e5f, My Style: 00112233aabb","My own key":"a, b"},"raw_positive":"a <lora:My Style.safetensors:0.8> cat, (oil paint:1.2), [dull] <lora:moss:1:0.5> <lora:big:9>","raw_negative":"blurry, <lyco:grain:.3>","clean_positive":"a cat, (oil paint:1.2), [dull]","clean_negative":"blurry,"}'

SELECT sd_loras(text) FROM sample;
-- => '[{"lora_name":"My_Style","raw_name":"My Style.safetensors","weight":0.8,"unet_weight":null,"te_weight":null,"context":"positive","position_index":0,"lora_hash":"00112233aabb","origin":"tag","stage":"base"},{"lora_name":"moss","raw_name":"moss","weight":1.0,"unet_weight":0.5,"te_weight":null,"context":"positive","position_index":1,"lora_hash":"0a1b2c3d4e5f","origin":"tag","stage":"base"},{"lora_name":"grain","raw_name":"grain","weight":0.3,"unet_weight":null,"te_weight":null,"context":"negative","position_index":2,"lora_hash":null,"origin":"tag","stage":"base"}]'

SELECT sd_loras(text, '{"lora_weight_max": 10, "discarded": true}') FROM sample;
-- => '[{"lora_name":"My_Style","raw_name":"My Style.safetensors","weight":0.8,"unet_weight":null,"te_weight":null,"context":"positive","position_index":0,"lora_hash":"00112233aabb","origin":"tag","stage":"base"},{"lora_name":"moss","raw_name":"moss","weight":1.0,"unet_weight":0.5,"te_weight":null,"context":"positive","position_index":1,"lora_hash":"0a1b2c3d4e5f","origin":"tag","stage":"base"},{"lora_name":"big","raw_name":"big","weight":9.0,"unet_weight":null,"te_weight":null,"context":"positive","position_index":2,"lora_hash":null,"origin":"tag","stage":"base"},{"lora_name":"grain","raw_name":"grain","weight":0.3,"unet_weight":null,"te_weight":null,"context":"negative","position_index":3,"lora_hash":null,"origin":"tag","stage":"base"}]'

SELECT sd_loras(text, '{"discarded": true}') FROM sample;
-- => '[{"lora_name":"My_Style","raw_name":"My Style.safetensors","weight":0.8,"unet_weight":null,"te_weight":null,"context":"positive","position_index":0,"lora_hash":"00112233aabb","origin":"tag","stage":"base"},{"lora_name":"moss","raw_name":"moss","weight":1.0,"unet_weight":0.5,"te_weight":null,"context":"positive","position_index":1,"lora_hash":"0a1b2c3d4e5f","origin":"tag","stage":"base"},{"lora_name":"grain","raw_name":"grain","weight":0.3,"unet_weight":null,"te_weight":null,"context":"negative","position_index":2,"lora_hash":null,"origin":"tag","stage":"base"},{"raw_name":"big","context":"positive","reason":"weight_out_of_range"}]'

SELECT value ->> 'type', value ->> 'name', value ->> 'weight', value ->> 'hash', value ->> 'hash_kind', value ->> 'source'
FROM sample, json_each(sd_resources(text));
-- => 'checkpoint' | 'fern' | NULL | '0123456789' | 'autov2' | 'Model hash'
-- => 'vae' | 'clear.pt' | NULL | NULL | NULL | 'VAE'
-- => 'lora' | 'moss' | NULL | '0a1b2c3d4e5f' | 'autov3' | 'Lora hashes'
-- => 'lora' | 'My Style' | NULL | '00112233aabb' | 'autov3' | 'Lora hashes'
-- => 'lora' | 'My Style.safetensors' | 0.8 | '00112233aabb' | 'autov3' | 'prompt'
-- => 'lora' | 'moss' | 1.0 | '0a1b2c3d4e5f' | 'autov3' | 'prompt'
-- => 'lora' | 'big' | 9.0 | NULL | NULL | 'prompt'
-- => 'lora' | 'grain' | 0.3 | NULL | NULL | 'negative prompt'

SELECT sd_params(text) FROM sample;
-- => '{"Steps":"20","Sampler":"DPM++ 2M","Schedule type":"Karras","CFG scale":"7.0","Seed":"18446744073709551615","Size":"512x768","Model hash":"0123456789","Model":"fern","VAE":"clear.pt","Clip skip":"2","Tiling":"True","Lora hashes":"moss: 0a1b2c3d4e5f, My Style: 00112233aabb","My own key":"a, b"}'

SELECT sd_clean(text) FROM sample;
-- => 'a cat, (oil paint:1.2), [dull] {U+000A}Negative prompt: blurry, {U+000A}Steps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7.0, Seed: 18446744073709551615, Size: 512x768, Model hash: 0123456789, Model: fern, VAE: clear.pt, Clip skip: 2, Tiling: True, Lora hashes: "moss: 0a1b2c3d4e5f, My Style: 00112233aabb", My own key: "a, b"'

SELECT value ->> 'tag', value ->> 'weight' FROM json_each(sd_tags('a cat, (oil paint:1.2), ((vivid)), [dull], moss \(plant\) BREAK sunset <lora:moss:1>'));
-- => 'a cat' | 1.0
-- => 'oil paint' | 1.2
-- => 'vivid' | 1.21
-- => 'dull' | 0.909091
-- => 'moss (plant)' | 1.0
-- => 'sunset' | 1.0

SELECT sd_detect(text), sd_detect('{"3": {"class_type": "KSampler", "inputs": {"seed": 1}}}'), sd_detect('Created with GIMP') FROM sample;
-- => 'a1111' | 'comfyui' | NULL

SELECT sd_canonical(text), sd_hash(text) FROM sample;
-- => '{"cfg_scale":"7","clean_negative":"blurry,","clean_positive":"a cat, (oil paint:1.2), [dull]","clip_skip":2,"height":768,"model_hash_short":"0123456789","model_name":"fern","raw_negative":"blurry, <lyco:grain:.3>","raw_positive":"a <lora:My Style.safetensors:0.8> cat, (oil paint:1.2), [dull] <lora:moss:1:0.5> <lora:big:9>","sampler":"DPM++ 2M","scheduler":"Karras","seed":18446744073709551615,"size_raw":"512x768","steps":20,"tiling":1,"vae":"clear.pt","width":512}' | 'fd06878db0405521334aff0647bcc5e584679e423950043479ed52434934ccb3'

SELECT sd_hash(text) = sd_sha256(sd_canonical(text)) FROM sample;
-- => 1

SELECT value ->> 'id', value ->> 'class_type', value ->> 'title', value ->> 'inputs'
FROM json_each(sd_nodes('{"3": {"class_type": "KSampler", "inputs": {"seed": 18446744073709551615, "model": ["a", 0]}}, "a": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "fern.safetensors"}, "_meta": {"title": "Base"}}}'));
-- => '3' | 'KSampler' | NULL | '{"seed":18446744073709551615,"model":["a",0]}'
-- => 'a' | 'CheckpointLoaderSimple' | 'Base' | '{"ckpt_name":"fern.safetensors"}'

SELECT sd_nodes('{"nodes": [{"id": 1, "type": "EmptyLatentImage", "widgets_values": [512, 768, 1]}], "links": [], "last_node_id": 1}'), sd_nodes('a cat'), sd_nodes('{}'), sd_nodes(NULL);
-- => '[{"id":"1","class_type":"EmptyLatentImage","title":null,"inputs":{"width":512,"height":768,"batch_size":1}}]' | NULL | NULL | NULL

SELECT sd_lora_name('My Style.safetensors'), sd_lora_name(' moss.pt,;'), sd_lora_name('a.b');
-- => 'My_Style' | 'moss.pt' | 'a.b'

SELECT sd_sha256('abc'), sd_sha256(x'616263'), sd_sha256(''), sd_sha256(x'');
-- => 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' | 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' | 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' | 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

SELECT sd_version() GLOB '[0-9]*.[0-9]*.[0-9]*';
-- => 1

SELECT value ->> 'signature', value ->> 'arities', value ->> 'deterministic', value ->> 'plugin' FROM json_each(sd_functions());
-- => 'sd_text(bytes)' | '[1]' | 1 | 'sd'
-- => 'sd_image(bytes)' | '[1]' | 1 | 'sd'
-- => 'sd_parse(text)' | '[1]' | 1 | 'sd'
-- => 'sd_loras(text [, options])' | '[1,2]' | 1 | 'sd'
-- => 'sd_resources(text)' | '[1]' | 1 | 'sd'
-- => 'sd_nodes(text)' | '[1]' | 1 | 'sd'
-- => 'sd_params(text)' | '[1]' | 1 | 'sd'
-- => 'sd_clean(prompt)' | '[1]' | 1 | 'sd'
-- => 'sd_tags(prompt)' | '[1]' | 1 | 'sd'
-- => 'sd_detect(text)' | '[1]' | 1 | 'sd'
-- => 'sd_canonical(text)' | '[1]' | 1 | 'sd'
-- => 'sd_hash(text)' | '[1]' | 1 | 'sd'
-- => 'sd_lora_name(name)' | '[1]' | 1 | 'sd'
-- => 'sd_training(header_json)' | '[1]' | 1 | 'sd'
-- => 'sd_eval(expression, json)' | '[2]' | 1 | 'sd'
-- => 'sd_sha256(data)' | '[1]' | 1 | 'sd'
-- => 'sd_version()' | '[0]' | 1 | 'sd'
-- => 'sd_functions()' | '[0]' | 1 | 'sd'

-- Types as JSON tells them: REAL stays REAL, exact integers stay exact.
SELECT json_type(record, '$.cfg_scale'), json_extract(record, '$.cfg_scale'), json_type(record, '$.steps'), json_type(record, '$.seed')
FROM (SELECT sd_parse('a
Steps: 20, CFG scale: 7, Seed: 9223372036854775808, Size: 8x8') AS record);
-- => 'real' | 7.0 | 'integer' | 'null'

SELECT typeof(seed), seed FROM (SELECT json_extract(sd_parse('a
Steps: 20, Seed: 9223372036854775807, Size: 8x8'), '$.seed') AS seed);
-- => 'integer' | 9223372036854775807

-- One function inside an aggregate, a window, a join, an index of its own use.
SELECT count(DISTINCT sd_hash(text)), max(sd_lora_name('a b')), group_concat(sd_clean('x <lora:y:1>')) FROM sample;
-- => 1 | 'a_b' | 'x'

SELECT sd_lora_name(n), row_number() OVER (ORDER BY sd_lora_name(n) DESC) FROM (SELECT 'a b.pt' AS n UNION ALL SELECT 'c d') ORDER BY 1;
-- => 'a_b' | 2
-- => 'c_d' | 1
