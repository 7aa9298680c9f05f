//! SHA-256 for the bundle, with the processor's own instructions where it has them.

use rquickjs::{Ctx, Exception, Result, String, Value};
use sha2::{Digest, Sha256};

use crate::value::{from_js, SqlValue};

/// The SHA-256 of UTF-8 text or of bytes, in lower-case hexadecimal.
pub fn sha256<'js>(ctx: Ctx<'js>, data: Value<'js>) -> Result<String<'js>> {
    let digest = match from_js(data)? {
        SqlValue::Text(bytes) | SqlValue::Blob(bytes) => Sha256::digest(&bytes),
        _ => {
            return Err(Exception::throw_type(
                &ctx,
                "sha256: neither text nor bytes",
            ))
        }
    };
    let mut hex = [0; 64];
    for (i, byte) in digest.iter().enumerate() {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        hex[2 * i] = DIGITS[usize::from(byte >> 4)];
        hex[2 * i + 1] = DIGITS[usize::from(byte & 15)];
    }
    String::from_str(ctx, std::str::from_utf8(&hex)?)
}
