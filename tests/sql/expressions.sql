-- sd_eval: expressions over JSON, what they give, and what they are refused.
SELECT sd_eval('steps > 20 && "fern" in tags', '{"steps": 30, "tags": ["moss", "fern"]}');
-- => 1

SELECT sd_eval('tags.filter(t, t.matches("^f")).map(t, t.upperAscii())', '{"tags": ["moss", "fern"]}');
-- => '["FERN"]'

SELECT sd_eval('double(width * height) / 1000000.0', '{"width": 512, "height": 768}');
-- => 0.393216

SELECT sd_eval('seed + 1', '{"seed": 9007199254740993}'), sd_eval('seed', '{"seed": 9223372036854775807}');
-- => 9007199254740994 | 9223372036854775807

SELECT sd_eval('a.b.c', '{"a": {"b": {"c": "森 🌿"}}}'), sd_eval('has(a.b)', '{"a": {}}'), sd_eval('size(t)', '{"t": "🌿é"}');
-- => '森 🌿' | 0 | 2

SELECT sd_eval('a', '{"a": null}'), sd_eval('a', '{"a": [1, 2.5, "x"]}'), sd_eval('{"k": a}', '{"a": true}');
-- => NULL | '[1,2.5,"x"]' | '{"k":true}'

-- What the data lacks, what divides by nothing, and what is no JSON object, gives NULL.
SELECT sd_eval('missing + 1', '{"steps": 30}'), sd_eval('1 / zero', '{"zero": 0}'), sd_eval('1', '[]'), sd_eval('1', 'fern'), sd_eval(NULL, '{}'), sd_eval('1', NULL);
-- => NULL | NULL | NULL | NULL | NULL | NULL

-- No way out.
SELECT sd_eval('a.constructor', '{"a": {}}'), sd_eval('a.__proto__', '{"a": {}}'), sd_eval('globalThis', '{}');
-- => NULL | NULL | NULL
