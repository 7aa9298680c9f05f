/**
 * From an image file to the generation text in it.
 *
 * @module
 */
import { FileSource } from "../../disk/file_source.ts";
import { ioErrorReason } from "../../disk/io_error.ts";
import type { TextChoice } from "../../image/format.ts";
import { type ContainerReading, readContainer } from "../../image/read.ts";

/** Makes the reading of a file that could not be read. */
function unreadable(reason: string): ContainerReading {
  return {
    kind: "image",
    container: null,
    width: null,
    height: null,
    text: null,
    source: null,
    producer: null,
    damage: `cannot be read: ${reason}`,
    ioError: true,
    bytesRead: 0,
    size: 0,
  };
}

/**
 * Opens an image and finds the generation text in it, as {@link readContainer} does. Never throws for
 * what the file is or holds: an error of the operating system is the reading's `damage`, with `ioError`.
 * Throws `Deno.errors.NotCapable` without read permission.
 *
 * @param size Its size in bytes, where that is known.
 * @param maxRead Most bytes to read at once; where more is needed, `LongRead` is thrown.
 */
export function readImage(
  path: string | URL,
  choice: TextChoice,
  size?: number,
  maxRead?: number,
): ContainerReading {
  try {
    using file = Deno.openSync(path);
    return readContainer(new FileSource(file, size, maxRead), choice);
  } catch (error) {
    const reason = ioErrorReason(error);
    if (reason === null) throw error;
    return unreadable(reason);
  }
}
