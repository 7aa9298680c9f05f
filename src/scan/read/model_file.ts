/**
 * One model file as the values of its row.
 *
 * @module
 */
import { type ModelReading, readModel } from "../../safetensors/model_file.ts";
import type { Contents } from "../../files/row.ts";

/** Reads a model file's header; its tensors are not read. Parameters and what is thrown as of `readModel`. */
export function readModelFile(path: string, size: number, maxRead?: number): Contents {
  const reading = readModel(path, size, maxRead);
  const { container, header, status, headerStatus, headerDetail, refusal, bytesRead } = reading;
  return {
    kind: "model",
    container,
    image_width: null,
    image_height: null,
    metadata_source: header === null ? null : "safetensors:header",
    metadata_json: header,
    status,
    status_detail: inWords(reading),
    sidecar_state: null,
    verdict_code: headerStatus,
    verdict_detail: headerDetail,
    ioError: refusal !== null,
    bytesRead,
  };
}

/** Says in one line what is wrong with a file; null for a sound one. */
function inWords({ headerStatus, headerDetail, refusal }: ModelReading): string | null {
  if (refusal !== null) return `cannot be read: ${refusal}`;
  if (headerDetail === null) return headerStatus === "ok" ? null : headerStatus;
  return `${headerStatus}: ${headerDetail}`;
}
