/**
 * Model files to measure with.
 *
 * @module
 */
import { join } from "node:path";
import { padded, u64 } from "../tests/fixtures/safetensors.ts";

/** A header as a LoRA trainer writes it, over tensors of 4 bytes. */
export function loraHeader(tensors: number, metadata: Record<string, string>): string {
  const entries = Array.from({ length: tensors }, (_, i) => {
    const name = `lora_unet_down_blocks_${i >> 5}_attentions_${i & 31}_proj_in.lora_down.weight`;
    return `"${name}":{"dtype":"F32","shape":[1],"data_offsets":[${4 * i},${4 * i + 4}]}`;
  });
  return padded(`{"__metadata__":${JSON.stringify(metadata)},${entries.join(",")}}`);
}

/** Makes a folder of small LoRA files, a thousand to a folder. */
export function makeLoras(folder: string, count: number, tensors: number): void {
  for (let n = 0; n < count; n++) {
    const below = join(folder, String(n >> 10));
    if (n % 1024 === 0) Deno.mkdirSync(below, { recursive: true });
    const header = new TextEncoder().encode(loraHeader(tensors, {
      ss_output_name: `lora_${n}`,
      ss_network_module: "networks.lora",
      ss_network_dim: "32",
      ss_tag_frequency: JSON.stringify({
        "10_concept": { [`tag ${n}`]: 20, sea: 3, "blue sky": 7 },
      }),
    }));
    const file = new Uint8Array(8 + header.length + 4 * tensors);
    file.set(u64(header.length));
    file.set(header, 8);
    Deno.writeFileSync(join(below, `${n}.safetensors`), file);
  }
}

/** Writes a model file of random bytes: holes would be read faster than any disk or cache gives data. */
export function makeLargeModel(path: string, bytes: number): void {
  const block = new Uint8Array(4 * 1024 * 1024);
  for (let at = 0; at < block.length; at += 65536) {
    crypto.getRandomValues(block.subarray(at, at + 65536));
  }
  const header = new TextEncoder().encode(padded(
    `{"model.diffusion_model.w":{"dtype":"U8","shape":[${bytes}],"data_offsets":[0,${bytes}]}}`,
  ));
  using file = Deno.openSync(path, { write: true, create: true, truncate: true });
  file.writeSync(u64(header.length));
  file.writeSync(header);
  for (let left = bytes; left > 0; left -= block.length) {
    file.writeSync(block.subarray(0, Math.min(left, block.length)));
  }
}
