/**
 * What can be wrong with a model file's header: the codes of `model_files.header_status`.
 *
 * The rules: https://github.com/huggingface/safetensors#format and the checks of the reference implementation,
 * https://github.com/huggingface/safetensors/blob/main/safetensors/src/tensor.rs.
 *
 * @module
 */

/** Code to meaning. `not_safetensors` is followed by a colon and what the file is. */
export const HEADER_CODES = {
  ok: "the header is valid",
  too_short: "there are fewer than 8 bytes",
  empty_header: "the header is said to be 0 bytes long",
  truncated_header: "the file ends within its header",
  header_too_large: "the header is said to be longer than the format allows",
  bad_utf8: "the header is no UTF-8",
  bad_json: "the header is no JSON",
  too_deep: "the header is nested too deeply",
  not_object: "the header is no JSON object",
  html_page: "the file is a web page, as of a failed download",
  lfs_pointer: "the file is a Git LFS pointer, without the content",
  not_safetensors: "the file has another format",
  trailing_data: "the file is longer than its tensors",
  incomplete_file: "the file is shorter than its tensors, as of a download that stopped",
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
  nul_padding: "zero bytes stand behind the header's JSON; it is read without them",
} as const;

/** What is wrong with a header. */
export type HeaderCode = keyof typeof HEADER_CODES;

/** Bits of one element, by type. */
export const DTYPE_BITS: ReadonlyMap<string, number> = new Map([
  ...["F4"].map((name) => [name, 4] as const),
  ...["F6_E2M3", "F6_E3M2"].map((name) => [name, 6] as const),
  ...["BOOL", "U8", "I8", "F8_E5M2", "F8_E4M3", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ"]
    .map((name) => [name, 8] as const),
  ...["I16", "U16", "F16", "BF16"].map((name) => [name, 16] as const),
  ...["I32", "U32", "F32"].map((name) => [name, 32] as const),
  ...["C64", "F64", "I64", "U64"].map((name) => [name, 64] as const),
]);
