//! The SQL functions of sqlite-sd as a loadable extension: the same TypeScript as everywhere, run by QuickJS.

mod bytes;
mod engine;
mod host;
mod registrations;
mod scalar;
mod sha256;
mod table;
mod value;
mod watch;

use std::os::raw::{c_char, c_int};

use rusqlite::{ffi, Connection};

/// The entry point that every SQLite tries first when it is told none.
///
/// # Safety
/// SQLite calls it, with pointers that are good.
#[no_mangle]
pub unsafe extern "C" fn sqlite3_extension_init(
    db: *mut ffi::sqlite3,
    message: *mut *mut c_char,
    api: *mut ffi::sqlite3_api_routines,
) -> c_int {
    Connection::extension_init2(db, message, api, registrations::load)
}

/// The entry point that SQLite makes of the file's name.
///
/// # Safety
/// As above.
#[no_mangle]
pub unsafe extern "C" fn sqlite3_sqlitesd_init(
    db: *mut ffi::sqlite3,
    message: *mut *mut c_char,
    api: *mut ffi::sqlite3_api_routines,
) -> c_int {
    sqlite3_extension_init(db, message, api)
}
