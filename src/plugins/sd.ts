/**
 * The `sd_*` functions: one flat table. Plain ES2020, so that a SQLite extension can carry it.
 *
 * @module
 */
import { canonicalJson } from "../canonical/json.ts";
import type { SqlPlugin } from "../host/plugin.ts";
import { GENERATORS } from "../generators/table.ts";
import { detect } from "../generators/detect.ts";
import { cleanPrompt } from "../record/lora_tags.ts";
import { listUsages } from "../record/record_usages.ts";
import { loraName } from "../record/usages.ts";
import { parse } from "../generators/parse.ts";
import { listNodes } from "../generators/graphs.ts";
import { listResources } from "../generators/resources.ts";
import { readTags } from "../record/tags.ts";
import { normaliseText } from "../record/text.ts";
import type { SdRecord } from "../record/record.ts";
import { ofBytes, ofText } from "./arguments.ts";
import { evaluateOrNull } from "./evaluate_or_null.ts";
import { parseTraining } from "../training/parse.ts";
import { VERSION } from "../version.ts";
import { NODE_COLUMNS, RESOURCE_COLUMNS, TAG_COLUMNS, USAGE_COLUMNS } from "./sd_columns.ts";
import {
  nodesJson,
  paramsJson,
  pictureJson,
  recordJson,
  resourcesJson,
  tagsJson,
  trainingJson,
  usagesJson,
} from "./sd_json.ts";
import { remembering } from "./remembering.ts";
import { readUsageOptions } from "./usage_options.ts";

/** Needs of the functions from outside. */
export interface SdEnvironment {
  /** The SHA-256 of UTF-8 text or of bytes, in lower-case hexadecimal. */
  readonly sha256: (data: string | Uint8Array) => string;
  /** `evaluate` of `expression/evaluate.ts`, which some hosts load only when it is needed. */
  readonly evaluate: (expression: string, json: string) => unknown;
  /** Gives the readers of `pictures.ts`, which some hosts load only when they are needed. */
  readonly pictures: () => Pick<typeof import("./pictures.ts"), "readingOf" | "textOf">;
}

/**
 * Makes the plugin with all `sd_*` functions. Each gives NULL for NULL, and for an argument of another kind than it takes.
 *
 * @example
 * ```ts
 * import { DatabaseSync } from "node:sqlite";
 * import assert from "node:assert/strict";
 * import { sha256 } from "../canonical/sha256.ts";
 * import { evaluate } from "../expression/evaluate.ts";
 * import { installPlugins } from "../host/install.ts";
 * import * as pictures from "./pictures.ts";
 *
 * using db = new DatabaseSync(":memory:");
 * installPlugins(db, [sdPlugin({ sha256, evaluate, pictures: () => pictures })]);
 * const row = db.prepare("SELECT sd_parse('a cat\nSteps: 20') ->> 'steps' AS steps").get();
 * assert.equal(row?.steps, 20);
 * ```
 */
export function sdPlugin({ sha256, evaluate, pictures }: SdEnvironment): SqlPlugin {
  const record = remembering(parse);
  const hash = remembering((found: SdRecord): string => sha256(canonicalJson(found)));
  return {
    name: "sd",
    version: VERSION,
    generators: GENERATORS,
    functions: [
      {
        name: "sd_text",
        signature: "sd_text(bytes)",
        arities: [1],
        takes: "bytes",
        doc:
          "The generation text in the bytes of a picture, as a scan stores it; NULL where there is none.",
        run: ofBytes((bytes, { generators }) => pictures().textOf(bytes, generators)),
      },
      {
        name: "sd_image",
        signature: "sd_image(bytes)",
        arities: [1],
        takes: "bytes",
        doc:
          "The format, the size and the generation text of a picture as a JSON object, with a status.",
        run: ofBytes((bytes, { generators }) =>
          pictureJson(pictures().readingOf(bytes, generators))
        ),
      },
      {
        name: "sd_parse",
        signature: "sd_parse(text)",
        arities: [1],
        doc:
          "The record of a text as a JSON object with every column; NULL where nothing is found.",
        run: ofText((text, { generators }) =>
          ofRecord(record(text, generators), (found) => recordJson(found, hash(found)))
        ),
      },
      {
        name: "sd_loras",
        signature: "sd_loras(text [, options])",
        arities: [1, 2],
        doc:
          "The LoRA usages of a text as a JSON array, for json_each; NULL where sd_parse gives NULL.",
        columns: USAGE_COLUMNS,
        run: ofText((text, { generators }, options) => {
          const { range, discarded } = readUsageOptions(options);
          return ofRecord(record(text, generators), (found) => {
            const list = listUsages(found, range);
            return usagesJson(list.usages, discarded ? list.discarded : null);
          });
        }),
      },
      {
        name: "sd_resources",
        signature: "sd_resources(text)",
        arities: [1],
        doc: "Everything that a text names (checkpoints, LoRAs, embeddings, VAEs) as a JSON array.",
        columns: RESOURCE_COLUMNS,
        run: ofText((text, { generators }) =>
          ofRecord(
            record(text, generators),
            (found) => resourcesJson(listResources(found, generators)),
          )
        ),
      },
      {
        name: "sd_nodes",
        signature: "sd_nodes(text)",
        arities: [1],
        doc:
          "The nodes of a graph (id, class_type, title, inputs) as a JSON array; NULL where there is none.",
        columns: NODE_COLUMNS,
        run: ofText((text, { generators }) => {
          const nodes = listNodes(text, generators);
          return nodes === null ? null : nodesJson(nodes);
        }),
      },
      {
        name: "sd_params",
        signature: "sd_params(text)",
        arities: [1],
        doc:
          "Every pair of the parameters line as a JSON object, keys and values as they are written.",
        run: ofText((text, { generators }) => ofRecord(record(text, generators), paramsJson)),
      },
      {
        name: "sd_clean",
        signature: "sd_clean(prompt)",
        arities: [1],
        doc: "A prompt without its LoRA tags.",
        run: ofText((prompt) => cleanPrompt(normaliseText(prompt))),
      },
      {
        name: "sd_tags",
        signature: "sd_tags(prompt)",
        arities: [1],
        doc: "The comma-separated tags of a prompt with their weights as a JSON array.",
        columns: TAG_COLUMNS,
        run: ofText((prompt) => tagsJson(readTags(normaliseText(prompt)))),
      },
      {
        name: "sd_detect",
        signature: "sd_detect(text)",
        arities: [1],
        doc:
          "The program whose format a text has: a1111, comfyui, novelai, …; NULL for anything else.",
        run: ofText((text, { generators }) => detect(text, generators)),
      },
      {
        name: "sd_canonical",
        signature: "sd_canonical(text)",
        arities: [1],
        doc: "The canonical JSON of a text's record, which the metadata hash is taken of.",
        run: ofText((text, { generators }) => ofRecord(record(text, generators), canonicalJson)),
      },
      {
        name: "sd_hash",
        signature: "sd_hash(text)",
        arities: [1],
        doc: "The metadata hash of a text: the SHA-256 of its canonical JSON.",
        run: ofText((text, { generators }) => ofRecord(record(text, generators), hash)),
      },
      {
        name: "sd_lora_name",
        signature: "sd_lora_name(name)",
        arities: [1],
        doc: "The normalised name of a LoRA: no extension, spaces as underscores.",
        run: ofText((name) => loraName(normaliseText(name))),
      },
      {
        name: "sd_training",
        signature: "sd_training(header_json)",
        arities: [1],
        doc:
          "The training metadata of a safetensors header as a JSON object; NULL when it is no JSON object.",
        run: ofText((header) => {
          const found = parseTraining(header);
          return found === null ? null : trainingJson(found);
        }),
      },
      {
        name: "sd_eval",
        signature: "sd_eval(expression, json)",
        arities: [2],
        doc: "An expression in Common Expression Language over the members of a JSON object.",
        run: ofText((expression, _context, json) =>
          typeof json === "string" ? evaluateOrNull(evaluate, expression, json) : null
        ),
      },
      {
        name: "sd_sha256",
        signature: "sd_sha256(data)",
        arities: [1],
        takes: "data",
        doc: "The SHA-256 of a text's UTF-8 bytes or of a blob, in hexadecimal.",
        run: (data) => typeof data === "string" || data instanceof Uint8Array ? sha256(data) : null,
      },
      {
        name: "sd_version",
        signature: "sd_version()",
        arities: [0],
        doc: "The version of sqlite-sd.",
        run: () => VERSION,
      },
      {
        name: "sd_functions",
        signature: "sd_functions()",
        arities: [0],
        doc: "Every function that plugins installed in this connection, as a JSON array.",
        run(): unknown {
          return this.installed;
        },
      },
    ],
  };
}

function ofRecord<T>(record: SdRecord | null, result: (found: SdRecord) => T): T | null {
  return record === null ? null : result(record);
}
