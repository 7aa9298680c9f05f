import { canonicalJson } from "../src/canonical/json.ts";
import { sha256 } from "../src/canonical/sha256.ts";
import { cleanPrompt } from "../src/record/lora_tags.ts";
import { collectUsages } from "../src/record/usages.ts";
import { parse } from "../src/generators/parse.ts";
import { listResources } from "../src/generators/resources.ts";
import { loraHashes } from "../src/record/resources.ts";
import { readTags } from "../src/record/tags.ts";
import { nativeSha256 } from "../src/plugins/native_sha256.ts";
import type { SdRecord } from "../src/record/record.ts";
import { mixedText } from "./texts.ts";

const records = Array.from({ length: 200 }, (_, n) => parse(mixedText(n)))
  .filter((record): record is SdRecord => record !== null);
const canonical = records.map(canonicalJson);

/** Runs one step over 200 records of the mix. */
function step(name: string, work: (record: SdRecord, index: number) => unknown): void {
  Deno.bench(`${name}: 200 records`, { group: "record" }, () => records.forEach(work));
}

step(
  "usages",
  (record) => collectUsages(record.raw_positive, record.raw_negative, loraHashes(record)),
);
step("cleaning", (record) => cleanPrompt(record.raw_positive));
step("resources", (record) => listResources(record));
step("tags", (record) => readTags(record.clean_positive));
step("canonical JSON", canonicalJson);
step("SHA-256 by the runtime", (_, i) => nativeSha256(canonical[i] ?? ""));
step("SHA-256 in TypeScript", (_, i) => sha256(canonical[i] ?? ""));
