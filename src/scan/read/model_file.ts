/**
 * One model file as the values of its row.
 *
 * @module
 */
import { readModel } from "../../safetensors/model_file.ts";
import type { FileReading } from "../../files/row.ts";

/** Reads a model file's header; its tensors are not read. Parameters and what is thrown as of `readModel`. */
export function readModelFile(path: string, size: number, maxRead?: number): FileReading {
  const { container, header, status, damage, ioError, bytesRead } = readModel(path, size, maxRead);
  return {
    container,
    image_width: null,
    image_height: null,
    metadata_source: header === null ? null : "safetensors:header",
    metadata_json: header,
    status,
    status_detail: damage,
    sidecar_state: null,
    ioError,
    bytesRead,
  };
}
