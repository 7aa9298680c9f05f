//! Scalar functions.

use std::os::raw::c_int;
use std::sync::Arc;

use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, Result};

use crate::engine::ScalarSpec;
use crate::host::Host;
use crate::value::from_js;

/// Registers one function with one number of arguments.
pub fn register(connection: &Connection, host: &Arc<Host>, spec: ScalarSpec) -> Result<()> {
    let ScalarSpec {
        name,
        arity,
        deterministic,
        index,
    } = spec;
    let mut flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_INNOCUOUS;
    flags.set(FunctionFlags::SQLITE_DETERMINISTIC, deterministic);
    let host = Arc::clone(host);
    connection.create_scalar_function(
        name.clone().as_str(),
        arity as c_int,
        flags,
        move |context| {
            let args: Vec<_> = (0..context.len()).map(|i| context.get_raw(i)).collect();
            host.call(&name, index, &args, |_, value| from_js(value))
        },
    )
}
