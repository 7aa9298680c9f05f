/**
 * One model file as the values of its row.
 *
 * @module
 */
import { readModel } from "../container/model.ts";
import type { FileFacts } from "./facts.ts";
import type { FileReading } from "./read_file.ts";

/** Reads a model file's header; its tensors are not read. */
export function readModelFile(path: string, facts: FileFacts): FileReading {
  const { container, header, status, damage, ioError, bytesRead } = readModel(path, facts.size);
  return {
    bytesRead,
    values: {
      file_path: path,
      kind: "model",
      container,
      file_size: facts.size,
      // An error of the system passes: no time is stored, so that the next scan tries again.
      file_mtime: ioError ? null : facts.mtime,
      file_inode: facts.inode,
      metadata_source: header === null ? null : "safetensors:header",
      metadata_json: header,
      status,
      status_detail: damage,
      sidecar_state: null,
    },
  };
}
