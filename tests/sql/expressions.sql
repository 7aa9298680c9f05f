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

-- No way out, and no end of work.
SELECT sd_eval('a.constructor', '{"a": {}}'), sd_eval('a.__proto__', '{"a": {}}'), sd_eval('globalThis', '{}');
-- => NULL | NULL | NULL

SELECT sd_eval('l.map(a, l.map(b, l.map(c, a * b * c))).size()', '{"l": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114, 115, 116, 117, 118, 119]}');
-- => NULL
