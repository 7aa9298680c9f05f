//! Loading into a connection: what the plugin table brings, registered with SQLite.

use std::sync::Arc;

use rusqlite::{Connection, Error, Result};

use crate::engine::Registrations;
use crate::host::Host;
use crate::{scalar, table};

/// Registers all functions. The library stays in the process: threads may hold what it keeps for them.
pub fn load(connection: Connection) -> Result<bool> {
    const PERMANENTLY: bool = true;
    let functions = names(
        &connection,
        "SELECT DISTINCT lower(name) FROM pragma_function_list",
    )?;
    let modules = names(
        &connection,
        "SELECT DISTINCT lower(name) FROM pragma_module_list",
    )?;
    let present = version_present(&connection);
    // Where our functions are installed already, none of them is in the way of another.
    let taken = if present.is_some() {
        Vec::new()
    } else {
        functions.clone()
    };
    let (
        host,
        Registrations {
            version,
            scalars,
            tables,
        },
    ) = Host::start(unsafe { connection.handle() }, taken).map_err(Error::ModuleError)?;
    if let Some(present) = present {
        if present != version {
            return Err(Error::ModuleError(format!(
                "sqlite-sd {present} is in this connection already; open another for {version}"
            )));
        }
    }
    let host = Arc::new(host);
    let has = |list: &[String], name: &str| list.iter().any(|one| one == name);
    for spec in scalars
        .into_iter()
        .filter(|spec| !has(&functions, &spec.name))
    {
        scalar::register(&connection, &host, spec)?;
    }
    for spec in tables.into_iter().filter(|spec| !has(&modules, &spec.name)) {
        table::register(&connection, &host, spec)?;
    }
    Ok(PERMANENTLY)
}

fn names(connection: &Connection, sql: &str) -> Result<Vec<String>> {
    connection
        .prepare(sql)?
        .query_map([], |row| row.get(0))?
        .collect()
}

/// The version of our functions that the connection has, if it has them.
fn version_present(connection: &Connection) -> Option<String> {
    connection
        .query_row("SELECT sd_version()", [], |row| row.get(0))
        .ok()
}
