//! One connection's engine, shared by all its functions.

use std::mem;
use std::os::raw::c_int;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex, MutexGuard, TryLockError};

use rquickjs::{Ctx, Value};
use rusqlite::types::ValueRef;
use rusqlite::{ffi, Error, Result};

use crate::engine::{Engine, Failure, Registrations};
use crate::watch::Watch;

/// What the functions of a connection share; freed with the last of them, when the connection closes.
pub struct Host {
    taken: Vec<String>,
    watch: Arc<Watch>,
    engine: Mutex<Option<Engine>>,
}

impl Host {
    /// Starts an engine and tells what there is to register.
    pub fn start(
        db: *mut ffi::sqlite3,
        taken: Vec<String>,
    ) -> std::result::Result<(Self, Registrations), String> {
        let watch = Arc::new(Watch::new(db));
        let (engine, registrations) = Engine::start(&watch, &taken).map_err(|f| f.to_string())?;
        Ok((
            Self {
                taken,
                watch,
                engine: Mutex::new(Some(engine)),
            },
            registrations,
        ))
    }

    /// Calls a function of the plugin table.
    ///
    /// After a failure the engine is made anew at the next call: nothing is left behind of a call that was stopped or that
    /// ran out of memory.
    pub fn call<R>(
        &self,
        name: &str,
        index: usize,
        args: &[ValueRef<'_>],
        read: impl for<'js> FnOnce(&Ctx<'js>, Value<'js>) -> rquickjs::Result<R>,
    ) -> Result<R> {
        let mut slot = self
            .lock()
            .ok_or_else(|| error(name, "it was called by itself"))?;
        let engine = match slot.take() {
            Some(engine) => engine,
            None => {
                Engine::start(&self.watch, &self.taken)
                    .map_err(|f| failed(name, f))?
                    .0
            }
        };
        match panic::catch_unwind(AssertUnwindSafe(|| engine.call(index, args, read))) {
            Ok(Ok(result)) => {
                *slot = Some(engine);
                Ok(result)
            }
            Ok(Err(failure)) => Err(failed(name, failure)),
            Err(_) => {
                // An engine that panicked may not be freed safely.
                mem::forget(engine);
                Err(error(name, "its engine failed"))
            }
        }
    }

    /// The engine's place, unless a call is under way.
    fn lock(&self) -> Option<MutexGuard<'_, Option<Engine>>> {
        match self.engine.try_lock() {
            Ok(slot) => Some(slot),
            Err(TryLockError::WouldBlock) => None,
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
        }
    }
}

fn failed(name: &str, failure: Failure) -> Error {
    const INTERRUPT: c_int = ffi::SQLITE_INTERRUPT;
    match failure {
        Failure::Interrupted => Error::SqliteFailure(ffi::Error::new(INTERRUPT), None),
        other => error(name, &other.to_string()),
    }
}

/// Names the function, unless the message does.
fn error(name: &str, message: &str) -> Error {
    let names_it = message.starts_with(name);
    Error::ModuleError(if names_it {
        message.into()
    } else {
        format!("{name}: {message}")
    })
}
