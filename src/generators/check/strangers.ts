/**
 * Texts that stand in pictures and are of no generator: data.
 *
 * @module
 */

/** Comments of cameras and editors, captions, markup, JSON of something else. */
export const STRANGERS: readonly string[] = [
  "OLYMPUS DIGITAL CAMERA",
  "Created with GIMP",
  "Adobe Photoshop 25.1 (Windows)",
  "Canon EOS R6m2",
  "charset=Ascii Screenshot",
  "a boat on a lake, soft light",
  "Two herons at the weir. Photo: A. Reed, 2021.",
  "Steps to reproduce: none",
  "ISO 200, f/4, 1/250 s",
  "File source: https://example.org/wiki/File:Weir.jpg",
  "https://example.org/photo?id=5&size=large",
  "LEAD Technologies Inc. V1.01",
  '<?xml version="1.0"?><rdf:RDF><rdf:Description/></rdf:RDF>',
  "<html><body>Steps: 20, Seed: 1, Size: 8x8</body></html>",
  "{}",
  "[]",
  '{"title": "Weir", "year": 2021, "tags": ["river", "bird"]}',
  '{"Make": "Canon", "Model": "EOS R6", "ISO": 200, "Software": "Firmware 1.2"}',
  '{"type": "FeatureCollection", "features": [{"id": 1, "properties": {"name": "weir"}}]}',
  '{"Comment": "a fine day", "Description": "two herons", "Source": "camera"}',
  "Prompt: open the file",
  "-1",
  "\u00e9\u7f8a\u{1F33F}",
];
