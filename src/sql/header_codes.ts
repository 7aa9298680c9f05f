/**
 * Verdicts on a model file's header: the codes of `model_files.header_status`, each with its meaning.
 *
 * The rules: https://github.com/huggingface/safetensors#format and the checks of the reference implementation,
 * https://github.com/huggingface/safetensors/blob/main/safetensors/src/tensor.rs.
 *
 * @module
 */

/** The file ends too early: its download stopped, or goes on. It is not hashed, and links say so. */
export const CUT_OFF_CODES = {
  too_short: "there are fewer than 8 bytes",
  truncated_header: "the file ends within its header",
  incomplete_file: "the file is shorter than its tensors, as of a download that stopped",
} as const;

/** No program loads the file: names, and hashes that a header said before, tell nothing of its bytes. */
export const BROKEN_CODES = {
  empty_header: "the header is said to be 0 bytes long",
  header_too_large: "the header is said to be longer than the format allows",
  bad_utf8: "the header is no UTF-8",
  bad_json: "the header is no JSON",
  too_deep: "the header is nested too deeply",
  not_object: "the header is no JSON object",
  html_page: "the file is a web page, as of a failed download",
  lfs_pointer: "the file is a Git LFS pointer, without the content",
  /** Followed by a colon and the format. */
  not_safetensors: "the file has another format",
} as const;

/** The header breaks a rule of the format; programs that are less strict load the file. */
const FLAWED_CODES = {
  trailing_data: "the file is longer than its tensors",
  offset_gap: "bytes belong to no tensor",
  offset_overlap: "bytes belong to two tensors",
  bad_offsets: "a tensor's offsets are no ascending whole numbers",
  size_mismatch: "a tensor's shape and type do not give its number of bytes",
  unknown_dtype: "a tensor has a type that is not known",
  bad_tensor_entry: "a tensor's entry lacks something",
  overflow: "a tensor's size is beyond 64 bits",
  subbyte_misaligned: "a tensor ends within a byte",
  duplicate_metadata: "there are two metadata objects",
  bad_metadata: "the metadata is no object",
  metadata_not_string: "a metadata value is no text; it is kept as JSON",
  nul_padding: "zero bytes follow the header's JSON; it is read without them",
} as const;

/** Every code. */
export const HEADER_CODES = {
  ok: "the header is valid",
  ...CUT_OFF_CODES,
  ...BROKEN_CODES,
  ...FLAWED_CODES,
} as const;

/** A verdict on a header. */
export type HeaderCode = keyof typeof HEADER_CODES;
