-- Every function with everything that is no text: NULL, and never an error.
CREATE TABLE arguments (kind TEXT, x);
INSERT INTO arguments VALUES
  ('null', NULL), ('zero', 0), ('integer', -9223372036854775808), ('large integer', 9223372036854775807),
  ('real', 1.5), ('infinity', 9e999), ('blob', x'00ff'), ('empty blob', x''), ('empty text', ''), ('blank', '  '), ('tab', char(9));

SELECT kind, sd_parse(x), sd_loras(x), sd_resources(x), sd_nodes(x), sd_params(x) FROM arguments;
-- => 'null' | NULL | NULL | NULL | NULL | NULL
-- => 'zero' | NULL | NULL | NULL | NULL | NULL
-- => 'integer' | NULL | NULL | NULL | NULL | NULL
-- => 'large integer' | NULL | NULL | NULL | NULL | NULL
-- => 'real' | NULL | NULL | NULL | NULL | NULL
-- => 'infinity' | NULL | NULL | NULL | NULL | NULL
-- => 'blob' | NULL | NULL | NULL | NULL | NULL
-- => 'empty blob' | NULL | NULL | NULL | NULL | NULL
-- => 'empty text' | NULL | NULL | NULL | NULL | NULL
-- => 'blank' | NULL | NULL | NULL | NULL | NULL
-- => 'tab' | NULL | NULL | NULL | NULL | NULL

SELECT kind, sd_clean(x), sd_tags(x), sd_detect(x), sd_lora_name(x) FROM arguments;
-- => 'null' | NULL | NULL | NULL | NULL
-- => 'zero' | NULL | NULL | NULL | NULL
-- => 'integer' | NULL | NULL | NULL | NULL
-- => 'large integer' | NULL | NULL | NULL | NULL
-- => 'real' | NULL | NULL | NULL | NULL
-- => 'infinity' | NULL | NULL | NULL | NULL
-- => 'blob' | NULL | NULL | NULL | NULL
-- => 'empty blob' | NULL | NULL | NULL | NULL
-- => 'empty text' | '' | '[]' | NULL | ''
-- => 'blank' | '' | '[]' | NULL | ''
-- => 'tab' | '' | '[]' | NULL | ''

SELECT kind, sd_canonical(x), sd_hash(x), sd_sha256(x) FROM arguments;
-- => 'null' | NULL | NULL | NULL
-- => 'zero' | NULL | NULL | NULL
-- => 'integer' | NULL | NULL | NULL
-- => 'large integer' | NULL | NULL | NULL
-- => 'real' | NULL | NULL | NULL
-- => 'infinity' | NULL | NULL | NULL
-- => 'blob' | NULL | NULL | '06eb7d6a69ee19e5fbdf749018d3d2abfa04bcbd1365db312eb86dc7169389b8'
-- => 'empty blob' | NULL | NULL | 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
-- => 'empty text' | NULL | NULL | 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
-- => 'blank' | NULL | NULL | '6c179f21e6f62b629055d8ab40f454ed02e48b68563913473b857d3638e23b28'
-- => 'tab' | NULL | NULL | '2b4c342f5433ebe591a1da77e013d1b72475562d48578dca8b84bac6651c3cb9'

SELECT kind, sd_text(x), sd_image(x) FROM arguments;
-- => 'null' | NULL | NULL
-- => 'zero' | NULL | NULL
-- => 'integer' | NULL | NULL
-- => 'large integer' | NULL | NULL
-- => 'real' | NULL | NULL
-- => 'infinity' | NULL | NULL
-- => 'blob' | NULL | '{"container":null,"width":null,"height":null,"source":null,"text":null,"status":"unreadable","detail":"not a PNG, JPEG, WebP, AVIF, HEIC, JPEG XL, GIF, MP4, QuickTime, WebM or Matroska file"}'
-- => 'empty blob' | NULL | '{"container":null,"width":null,"height":null,"source":null,"text":null,"status":"unreadable","detail":"file is empty"}'
-- => 'empty text' | NULL | NULL
-- => 'blank' | NULL | NULL
-- => 'tab' | NULL | NULL

SELECT kind, sd_loras(x, NULL), sd_loras(x, '{}') FROM arguments;
-- => 'null' | NULL | NULL
-- => 'zero' | NULL | NULL
-- => 'integer' | NULL | NULL
-- => 'large integer' | NULL | NULL
-- => 'real' | NULL | NULL
-- => 'infinity' | NULL | NULL
-- => 'blob' | NULL | NULL
-- => 'empty blob' | NULL | NULL
-- => 'empty text' | NULL | NULL
-- => 'blank' | NULL | NULL
-- => 'tab' | NULL | NULL

SELECT kind, sd_loras('a <lora:moss:1>', CASE kind WHEN 'null' THEN x END) FROM arguments LIMIT 1;
-- => 'null' | NULL
