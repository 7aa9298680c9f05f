//! SQLite values as JavaScript values and back: the only place where they cross.

use std::slice;

use rquickjs::{ArrayBuffer, ArrayBufferSource, BigInt, Ctx, Error, Result, TypedArray, Value};
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};

/// A value that SQLite is given.
pub enum SqlValue {
    Null,
    Integer(i64),
    Real(f64),
    /// UTF-8.
    Text(Vec<u8>),
    Blob(Vec<u8>),
}

impl ToSql for SqlValue {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            SqlValue::Null => ValueRef::Null,
            SqlValue::Integer(integer) => ValueRef::Integer(*integer),
            SqlValue::Real(real) => ValueRef::Real(*real),
            SqlValue::Text(bytes) => ValueRef::Text(bytes),
            SqlValue::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl From<ValueRef<'_>> for SqlValue {
    fn from(value: ValueRef<'_>) -> Self {
        match value {
            ValueRef::Null => SqlValue::Null,
            ValueRef::Integer(integer) => SqlValue::Integer(integer),
            ValueRef::Real(real) => SqlValue::Real(real),
            ValueRef::Text(bytes) => SqlValue::Text(bytes.into()),
            ValueRef::Blob(bytes) => SqlValue::Blob(bytes.into()),
        }
    }
}

/// Blobs that JavaScript sees where SQLite has them, and that are taken back at the end of the call: a picture of many
/// megabytes costs no copy, and none of the engine's memory.
#[derive(Default)]
pub struct Lent<'js>(Vec<ArrayBuffer<'js>>);

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        self.0.iter_mut().for_each(ArrayBuffer::detach);
    }
}

struct Borrowed(*mut u8, usize);

// The bytes are SQLite's until the call is over, and JavaScript cannot write into an immutable buffer.
unsafe impl ArrayBufferSource for Borrowed {
    fn as_ptr(&self) -> *mut u8 {
        self.0
    }

    fn len(&self) -> usize {
        self.1
    }
}

unsafe impl Send for Borrowed {}

/// Integers become bigints, exact; invalid UTF-8 becomes U+FFFD; NULs stay.
pub fn to_js<'js>(
    ctx: &Ctx<'js>,
    value: &ValueRef<'_>,
    lent: &mut Lent<'js>,
) -> Result<Value<'js>> {
    let ctx = ctx.clone();
    Ok(match value {
        ValueRef::Null => Value::new_null(ctx),
        ValueRef::Integer(integer) => BigInt::from_i64(ctx, *integer)?.into_value(),
        ValueRef::Real(real) => Value::new_float(ctx, *real),
        ValueRef::Text(bytes) => {
            rquickjs::String::from_str(ctx, &String::from_utf8_lossy(bytes))?.into_value()
        }
        ValueRef::Blob(bytes) => {
            let source = Borrowed(bytes.as_ptr().cast_mut(), bytes.len());
            let buffer = ArrayBuffer::from_source_immutable(ctx, source)?;
            lent.0.push(buffer.clone());
            TypedArray::<u8>::from_arraybuffer(buffer)?.into_value()
        }
    })
}

/// What the plugin host makes of results: null, bigint, number, string or bytes.
pub fn from_js(value: Value<'_>) -> Result<SqlValue> {
    if value.is_null() || value.is_undefined() {
        return Ok(SqlValue::Null);
    }
    if let Some(number) = value.as_number() {
        return Ok(SqlValue::Real(number));
    }
    if value.is_string() {
        let text = value.into_string().ok_or(Error::Unknown)?;
        return Ok(SqlValue::Text(text_of(text)?));
    }
    if value.is_big_int() {
        let integer = value.into_big_int().ok_or(Error::Unknown)?;
        return Ok(SqlValue::Integer(integer.to_i64()?));
    }
    let bytes = value
        .as_object()
        .and_then(|object| object.as_typed_array::<u8>());
    // No JavaScript runs while the bytes are copied.
    match bytes.and_then(|array| unsafe { array.as_bytes() }) {
        Some(bytes) => Ok(SqlValue::Blob(bytes.into())),
        None => Err(Error::new_from_js(value.type_name(), "SQLite value")),
    }
}

/// The rows of a table-valued function.
pub fn rows_from_js(value: Value<'_>) -> Result<Vec<Vec<SqlValue>>> {
    let rows = value.into_array().ok_or(Error::Unknown)?;
    rows.iter::<rquickjs::Array>()
        .map(|row| row?.iter::<Value>().map(|cell| from_js(cell?)).collect())
        .collect()
}

/// A string's UTF-8, a lone surrogate being U+FFFD.
pub fn text_of(text: rquickjs::String<'_>) -> Result<Vec<u8>> {
    let text = text.to_cstring()?;
    let bytes = unsafe { slice::from_raw_parts(text.as_ptr().cast::<u8>(), text.len()) };
    let mut bytes = bytes.to_vec();
    if std::str::from_utf8(&bytes).is_err() {
        replace_surrogates(&mut bytes);
    }
    Ok(bytes)
}

/// QuickJS writes a lone surrogate as three bytes, as many as U+FFFD has.
fn replace_surrogates(bytes: &mut [u8]) {
    for at in 0..bytes.len().saturating_sub(2) {
        if bytes[at] == 0xed && bytes[at + 1] >= 0xa0 {
            bytes[at..at + 3].copy_from_slice("\u{fffd}".as_bytes());
        }
    }
}
