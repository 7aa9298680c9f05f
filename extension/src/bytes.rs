//! What reading pictures takes from outside of QuickJS: decoders and decompression, each bounded.

use std::io::Read;

use flate2::bufread::GzDecoder;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_HAS_MORE_INPUT, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
};
use miniz_oxide::inflate::core::{decompress, DecompressorOxide};
use miniz_oxide::inflate::TINFLStatus;
use rquickjs::{Ctx, Exception, Function, Object, Result, String, TypedArray, Value};

type Bytes<'js> = TypedArray<'js, u8>;

/// Gives the bundle its functions; `extension/quickjs/native.ts` has their types.
pub fn define<'js>(ctx: &Ctx<'js>, environment: &Object<'js>) -> Result<()> {
    let set = |name, function| environment.set(name, function);
    set("validUtf8", Function::new(ctx.clone(), valid_utf8)?)?;
    set("decodeUtf8", Function::new(ctx.clone(), decode_utf8)?)?;
    set("utf16Text", Function::new(ctx.clone(), utf16_text)?)?;
    set("decodeLatin1", Function::new(ctx.clone(), decode_latin1)?)?;
    set("inflateRaw", Function::new(ctx.clone(), inflate_raw)?)?;
    set("gunzip", Function::new(ctx.clone(), gunzip)?)
}

/// No JavaScript runs while the slice is looked at.
fn slice<'a>(ctx: &Ctx<'_>, bytes: &'a Bytes<'_>) -> Result<&'a [u8]> {
    unsafe { bytes.as_bytes() }.ok_or_else(|| Exception::throw_type(ctx, "the bytes are gone"))
}

fn valid_utf8<'js>(ctx: Ctx<'js>, bytes: Bytes<'js>) -> Result<Value<'js>> {
    match std::str::from_utf8(slice(&ctx, &bytes)?) {
        Ok(text) => Ok(String::from_str(ctx.clone(), text)?.into_value()),
        Err(_) => Ok(Value::new_null(ctx)),
    }
}

fn decode_utf8<'js>(ctx: Ctx<'js>, bytes: Bytes<'js>) -> Result<String<'js>> {
    let text = std::string::String::from_utf8_lossy(slice(&ctx, &bytes)?);
    String::from_str(ctx.clone(), &text)
}

fn utf16_text<'js>(ctx: Ctx<'js>, bytes: Bytes<'js>, little_endian: bool) -> Result<String<'js>> {
    let unit = if little_endian {
        u16::from_le_bytes
    } else {
        u16::from_be_bytes
    };
    let units = slice(&ctx, &bytes)?
        .chunks_exact(2)
        .map(|pair| unit([pair[0], pair[1]]));
    let text: std::string::String = char::decode_utf16(units)
        .map(|decoded| decoded.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    String::from_str(ctx.clone(), &text)
}

fn decode_latin1<'js>(ctx: Ctx<'js>, bytes: Bytes<'js>) -> Result<String<'js>> {
    let text: std::string::String = slice(&ctx, &bytes)?
        .iter()
        .copied()
        .map(char::from)
        .collect();
    String::from_str(ctx.clone(), &text)
}

/// Why a stream gives no bytes, in the bundle's words.
enum Failure {
    Over,
    Cut,
    Broken,
}

type Outcome = std::result::Result<Vec<u8>, Failure>;

fn result<'js>(ctx: Ctx<'js>, outcome: Outcome) -> Result<Value<'js>> {
    let word = match outcome {
        Ok(bytes) => return Ok(TypedArray::new(ctx, bytes)?.into_value()),
        Err(Failure::Over) => "over",
        Err(Failure::Cut) => "cut",
        Err(Failure::Broken) => "broken",
    };
    Ok(String::from_str(ctx, word)?.into_value())
}

fn inflate_raw<'js>(
    ctx: Ctx<'js>,
    data: Bytes<'js>,
    limit: f64,
    may_be_cut: bool,
) -> Result<Value<'js>> {
    let outcome = inflated(slice(&ctx, &data)?, most(limit), may_be_cut);
    result(ctx, outcome)
}

fn gunzip<'js>(ctx: Ctx<'js>, stream: Bytes<'js>, limit: f64) -> Result<Value<'js>> {
    let outcome = gunzipped(slice(&ctx, &stream)?, most(limit));
    result(ctx, outcome)
}

fn most(limit: f64) -> usize {
    (limit as usize).max(1)
}

/// Room at first: texts shrink to a third or so.
fn first_room(stream: &[u8], limit: usize) -> usize {
    stream
        .len()
        .saturating_mul(4)
        .clamp(4096, 1 << 20)
        .min(limit + 1)
}

fn inflated(data: &[u8], limit: usize, may_be_cut: bool) -> Outcome {
    let more = if may_be_cut {
        TINFL_FLAG_HAS_MORE_INPUT
    } else {
        0
    };
    let flags = TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF | more;
    let mut state = Box::<DecompressorOxide>::default();
    let mut bytes = vec![0; first_room(data, limit)];
    let (mut read, mut written) = (0, 0);
    loop {
        let (status, taken, given) =
            decompress(&mut state, &data[read..], &mut bytes, written, flags);
        read += taken;
        written += given;
        if written > limit {
            return Err(Failure::Over);
        }
        match status {
            TINFLStatus::Done | TINFLStatus::NeedsMoreInput => break,
            TINFLStatus::HasMoreOutput => bytes.resize((bytes.len() * 2).min(limit + 1), 0),
            TINFLStatus::FailedCannotMakeProgress => return Err(Failure::Cut),
            _ => return Err(Failure::Broken),
        }
    }
    bytes.truncate(written);
    Ok(bytes)
}

/// All members of a gzip file; what follows them and is none does not count (https://www.rfc-editor.org/rfc/rfc1952, 2.2).
fn gunzipped(stream: &[u8], limit: usize) -> Outcome {
    const MAGIC: &[u8] = &[0x1f, 0x8b];
    let mut bytes = Vec::new();
    let mut rest = stream;
    loop {
        let mut member = GzDecoder::new(rest);
        bytes = read_whole(&mut member, bytes, limit)?;
        rest = member.into_inner();
        if !rest.starts_with(MAGIC) {
            return Ok(bytes);
        }
    }
}

/// Reads to the end, behind what is there already.
fn read_whole(reader: impl Read, mut bytes: Vec<u8>, limit: usize) -> Outcome {
    let room = limit - bytes.len() + 1;
    match reader.take(room as u64).read_to_end(&mut bytes) {
        Ok(_) if bytes.len() > limit => Err(Failure::Over),
        Ok(_) => Ok(bytes),
        Err(_) => Err(Failure::Broken),
    }
}
