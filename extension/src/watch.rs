//! When a call has to stop: `sqlite3_interrupt`, or a time no honest text needs.

use std::ffi::CStr;
use std::ptr;
use std::sync::atomic::{AtomicU64, AtomicU8, Ordering::Relaxed};
use std::time::Instant;

use rusqlite::ffi;

/// A text of 16 MiB, the most that one block of metadata may hold, takes a few seconds.
pub const TIME_LIMIT_MS: u64 = 60_000;
const PROBE_MS: u64 = 20;

/// Why a call was stopped.
#[derive(Clone, Copy, PartialEq)]
pub enum Cause {
    None,
    Interrupt,
    Time,
}

/// Watches over the calls of one connection.
pub struct Watch {
    /// The connection, which lives as long as its functions.
    db: usize,
    clock: Instant,
    began: AtomicU64,
    probed: AtomicU64,
    cause: AtomicU8,
}

impl Watch {
    pub fn new(db: *mut ffi::sqlite3) -> Self {
        let zero = || AtomicU64::new(0);
        Self {
            db: db as usize,
            clock: Instant::now(),
            began: zero(),
            probed: zero(),
            cause: AtomicU8::new(0),
        }
    }

    /// A call begins.
    pub fn begin(&self) {
        let now = self.now();
        self.began.store(now, Relaxed);
        self.probed.store(now, Relaxed);
        self.cause.store(Cause::None as u8, Relaxed);
    }

    /// Whether the call has to stop; the engine asks now and then.
    pub fn must_stop(&self) -> bool {
        let now = self.now();
        if now - self.began.load(Relaxed) > TIME_LIMIT_MS {
            self.cause.store(Cause::Time as u8, Relaxed);
        } else if now - self.probed.load(Relaxed) >= PROBE_MS {
            self.probed.store(now, Relaxed);
            if is_interrupted(self.db as *mut ffi::sqlite3) {
                self.cause.store(Cause::Interrupt as u8, Relaxed);
            }
        }
        self.cause() != Cause::None
    }

    /// Why the last call was stopped, if it was.
    pub fn cause(&self) -> Cause {
        match self.cause.load(Relaxed) {
            1 => Cause::Interrupt,
            2 => Cause::Time,
            _ => Cause::None,
        }
    }

    fn now(&self) -> u64 {
        self.clock.elapsed().as_millis() as u64
    }
}

/// Long enough for a progress handler to be asked, which hosts set to be called every 1,000 steps or so.
const PROBE: &CStr =
    c"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300) SELECT max(i) FROM n";

/// Whether the running statement was interrupted, or its progress handler wants it to end.
///
/// `sqlite3_is_interrupted` came with SQLite 3.41, and knows nothing of the handler. In every version another statement on the
/// connection is ended too while the first one runs, so a small one tells.
fn is_interrupted(db: *mut ffi::sqlite3) -> bool {
    let mut statement = ptr::null_mut();
    unsafe {
        let mut code =
            ffi::sqlite3_prepare_v2(db, PROBE.as_ptr(), -1, &mut statement, ptr::null_mut());
        if code == ffi::SQLITE_OK {
            code = ffi::sqlite3_step(statement);
        }
        ffi::sqlite3_finalize(statement);
        code & 0xff == ffi::SQLITE_INTERRUPT
    }
}
