/** Families of texts that tempt a parser, by what they are made of. */

/** Texts of about `size` characters that tempt a parser to look at the same place again and again. */
export const FAMILIES: Readonly<Record<string, (size: number) => string>> = {
  "commas": (size) => ",".repeat(size),
  "colons": (size) => ":".repeat(size),
  "open tags": (size) => "<lora:".repeat(size / 6),
  "open tags of words": (size) => `<${"w".repeat(size / 2)}${"<w".repeat(size / 4)}`,
  "an open tag without end": (size) => `<lora:${"a".repeat(size)}`,
  "plain tags in a chain": (size) => "lora:a:".repeat(size / 7),
  "plain tags without weight": (size) => "lora:a ".repeat(size / 7),
  "tags in tags": (size) => `${"<lo".repeat(size / 10)}<lora:x:1>${"ra:y:1>".repeat(size / 10)}`,
  "tags": (size) => "<lora:moss:0.5> ".repeat(size / 16),
  "arguments of a tag": (size) => `<lora:moss${":a=b".repeat(size / 4)}>`,
  "digits of a weight": (size) => `<lora:moss:${"1".repeat(size)}x>`,
  "digits of a plain weight": (size) => `lora:moss:${"1".repeat(size)}x`,
  "digits of a real": (size) => `a\nSteps: 20, CFG scale: ${"1".repeat(size)}x`,
  "digits of an integer": (size) => `a\nSteps: 20, Seed: -${"0".repeat(size)}x`,
  "digits of an attention": (size) => `(a:${"1".repeat(size)}x)`,
  "digits of a size": (size) => `a\nSteps: 20, Size: ${"1".repeat(size)}`,
  "blanks": (size) => `a\nSteps: 20, Model: x${" ".repeat(size)}y, Refiner: x${" ".repeat(size)}y`,
  "blanks behind colons": (size) => `(a:${" ".repeat(size)}b) Steps:${" ".repeat(size)}`,
  "quotes": (size) => '"'.repeat(size),
  "quoted values that do not end": (size) => 'Steps: "a, '.repeat(size / 11),
  "quotes and backslashes": (size) => 'Steps: "\\", '.repeat(size / 12),
  "backslashes": (size) => `Steps: "${"\\".repeat(size)}`,
  "open brackets": (size) => "[{(".repeat(size / 3),
  "open brackets as values": (size) => `Steps: 1, ${"ab: [{, ".repeat(size / 8)}`,
  "brackets that close too late": (size) =>
    `Steps: 1, ${"ab: {, ".repeat(size / 10)}${"}x".repeat(size / 10)}`,
  "brackets with open quotes": (size) => `Steps: 1, ${'ab: {", '.repeat(size / 8)}`,
  "round brackets": (size) => "(".repeat(size),
  "pairs of brackets": (size) => `${"([".repeat(size / 4)}${"])".repeat(size / 4)}`,
  "headers in a line": (size) => "Negative prompt:".repeat(size / 16),
  "headers in a line behind stops": (size) => `a${".Negative prompt: b".repeat(size / 19)}`,
  "headers on lines": (size) => "Negative prompt: b\n".repeat(size / 19),
  "templates on lines": (size) => "a: b, c: d\nTemplate: b\n".repeat(size / 23),
  "many pairs": (size) => `Steps: 1${", Seed: 2".repeat(size / 9)}`,
  "many distinct pairs": (size) =>
    `a\nSteps: 1${Array.from({ length: size / 10 }, (_, i) => `, k${i}: ${i}`).join("")}`,
  "Steps repeated": (size) => "Steps: 1 ".repeat(size / 9),
  "Steps repeated behind stops": (size) => `a${".Steps: 1, b".repeat(size / 12)}`,
  "Steps on lines": (size) => `${"Steps: 1\n\n".repeat(size / 10)}end`,
  "blank lines": (size) => `Steps: 1${"\n".repeat(size)}end`,
  "wrapped lines": (size) => `${"Steps: 1,\n".repeat(size / 10)}Seed: 3`,
  "lines that end in a comma": (size) => `${"red, Seed: 1,\n".repeat(size / 14)}Seed: 3`,
  "qualifying lines": (size) => "Steps: 1, Seed: 2, Size: 3x3\n".repeat(size / 29),
  "lines": (size) => "a\n".repeat(size / 2),
  "carriage returns": (size) => "\r".repeat(size) + "a",
  "lone surrogates": (size) => "\uD83D".repeat(size),
  "deep JSON": (size) => `${'{"a":['.repeat(size / 8)}1${"]}".repeat(size / 8)}`,
  "deep JSON that does not end": (size) => '{"a":['.repeat(size / 6),
  "JSON of many keys": (size) =>
    `{${Array.from({ length: size / 12 }, (_, i) => `"k${i}": ${i}`).join(", ")}}`,
  "JSON of many objects whose keys are numbers": (size) =>
    `[${Array(Math.floor(size / 25)).fill('{"2":{"seed":1},"1":"ab"}').join(",")}]`,
  "JSON of many strings": (size) => JSON.stringify(Array(Math.floor(size / 20)).fill("a: b, c: d")),
  "hash lists": (size) => `a\nSteps: 1, Lora hashes: "${"a: b: 0.5, ".repeat(size / 11)}"`,
  "brackets of an InvokeAI prompt": (size) =>
    JSON.stringify({ app_version: "2.3", image: { prompt: "x [a] ".repeat(size / 6), steps: 5 } }),
  "a graph of InvokeAI": (size) =>
    JSON.stringify({
      nodes: Object.fromEntries(
        Array.from({ length: size / 150 }, (_, i) => [`n${i}`, {
          type: "denoise_latents",
          is_intermediate: true,
          lora: "a",
        }]),
      ),
      edges: Array.from({ length: size / 150 }, (_, i) => ({
        source: { node_id: `n${i}`, field: "unet" },
        destination: { node_id: `n${i + 1}`, field: "unet" },
      })),
    }),
  "a list of LoRAs": (size) =>
    JSON.stringify({
      sui_image_params: { prompt: "a", loras: Array(Math.floor(size / 7)).fill("moss") },
    }),
  "numbered LoRAs": (size) =>
    `{"base_model":"a","performance":"b","prompt":"x"${
      Array.from({ length: size / 26 }, (_, i) => `,"lora_combined_${i % 1000}":"moss"`).join("")
    }}`,
  "lines with hyphens": (size) =>
    `${"a\n-b\n".repeat(size / 5)}Steps: 8, Sampler: x, Guidance Scale: 4, Seed: 1, Strength: 1`,
  "keys on lines": (size) =>
    `prompt: a\nseed: 5\nsteps: 2\nwidth: 8\n${"k_k: v\n".repeat(size / 7)}`,
};
