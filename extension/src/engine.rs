//! QuickJS with the bundle in it, and calls into it.

use std::fmt;
use std::sync::Arc;

use rquickjs::function::Args;
use rquickjs::{Array, Context, Ctx, Error, Function, Module, Object, Persistent, Runtime, Value};
use rusqlite::types::ValueRef;

use crate::bytes;
use crate::sha256::sha256;
use crate::value::{text_of, to_js, Lent};
use crate::watch::{Cause, Watch, TIME_LIMIT_MS};

/// The bundle, compiled when the library was built.
static BUNDLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/bundle.bin"));

/// Room for the largest metadata that is read from a file, many times over.
const MEMORY_LIMIT: usize = 512 << 20;
/// Values are freed when nothing refers to them; only what refers to itself waits for a collection, and the bundle makes none.
const COLLECTION_THRESHOLD: usize = 16 << 20;
/// About what V8 has, so that the same expression is too deep for both.
const STACK_LIMIT: usize = 1 << 20;
/// For what runs below JavaScript: the engine's own functions, and the statement that the watch asks with.
const STACK_MARGIN: usize = 256 << 10;

/// A function with one number of arguments.
pub struct ScalarSpec {
    pub name: String,
    pub arity: usize,
    pub deterministic: bool,
    pub index: usize,
}

/// A table-valued function.
pub struct TableSpec {
    pub name: String,
    pub declaration: String,
    /// The number of columns before those of the arguments.
    pub width: usize,
    pub arities: Vec<usize>,
    pub index: usize,
}

/// Everything to register.
pub struct Registrations {
    pub version: String,
    pub scalars: Vec<ScalarSpec>,
    pub tables: Vec<TableSpec>,
}

/// Why a call gave no result.
pub enum Failure {
    Interrupted,
    TooLong,
    Thrown(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Interrupted => write!(f, "interrupted"),
            Failure::TooLong => write!(f, "it took more than {} seconds", TIME_LIMIT_MS / 1000),
            Failure::Thrown(message) => write!(f, "{message}"),
        }
    }
}

/// A QuickJS runtime of its own; one call at a time, from any thread.
pub struct Engine {
    // Fields are dropped in order: the functions before what they live in.
    calls: Vec<Persistent<Function<'static>>>,
    context: Context,
    watch: Arc<Watch>,
}

// Persistent values are only touched under the lock of the runtime, or when nobody else has the engine.
unsafe impl Send for Engine {}

impl Engine {
    /// Loads the bundle and installs its plugins.
    pub fn start(watch: &Arc<Watch>, taken: &[String]) -> Result<(Self, Registrations), Failure> {
        watch.begin();
        let runtime = Runtime::new().map_err(|error| Failure::Thrown(error.to_string()))?;
        runtime.set_memory_limit(MEMORY_LIMIT);
        runtime.set_max_stack_size(STACK_LIMIT);
        runtime.set_gc_threshold(COLLECTION_THRESHOLD);
        let watching = Arc::clone(watch);
        runtime.set_interrupt_handler(Some(Box::new(move || watching.must_stop())));
        let context =
            Context::full(&runtime).map_err(|error| Failure::Thrown(error.to_string()))?;
        let (calls, registrations) = on_enough_stack(|| {
            context.with(|ctx| install(&ctx, taken).map_err(|error| failure(&ctx, watch, error)))
        })?;
        Ok((
            Self {
                calls,
                context,
                watch: Arc::clone(watch),
            },
            registrations,
        ))
    }

    /// Calls a function and reads its result.
    pub fn call<R>(
        &self,
        index: usize,
        args: &[ValueRef<'_>],
        read: impl for<'js> FnOnce(&Ctx<'js>, Value<'js>) -> rquickjs::Result<R>,
    ) -> Result<R, Failure> {
        self.watch.begin();
        let call = |ctx: Ctx<'_>| {
            let run = || {
                let function = self.calls[index].clone().restore(&ctx)?;
                let mut list = Args::new(ctx.clone(), args.len());
                let mut lent = Lent::default();
                for arg in args {
                    list.push_arg(to_js(&ctx, arg, &mut lent)?)?;
                }
                read(&ctx, list.apply(&function)?)
            };
            run().map_err(|error| failure(&ctx, &self.watch, error))
        };
        on_enough_stack(|| self.context.with(call))
    }
}

/// Runs on another stack where a host's thread has little left; some have 512 KiB in all.
fn on_enough_stack<R>(run: impl FnOnce() -> R) -> R {
    const NEEDED: usize = STACK_LIMIT + STACK_MARGIN;
    stacker::maybe_grow(NEEDED, NEEDED + STACK_MARGIN, run)
}

type Calls = Vec<Persistent<Function<'static>>>;

fn install<'js>(ctx: &Ctx<'js>, taken: &[String]) -> rquickjs::Result<(Calls, Registrations)> {
    // The bytes were written by the same engine, when the library was built.
    let module = unsafe { Module::load(ctx.clone(), BUNDLE)? };
    let (module, done) = module.eval()?;
    done.finish::<()>()?;
    let environment = Object::new(ctx.clone())?;
    environment.set("sha256", Function::new(ctx.clone(), sha256)?)?;
    bytes::define(ctx, &environment)?;
    let install: Function = module.get("install")?;
    let found: Object = install.call((taken.to_vec(), environment))?;
    let mut calls = Calls::new();
    let mut keep = |entry: &Object<'js>| -> rquickjs::Result<usize> {
        let call: Function<'js> = entry.get("call")?;
        calls.push(Persistent::<Function<'js>>::save(ctx, call));
        Ok(calls.len() - 1)
    };
    let mut scalars = Vec::new();
    for entry in found.get::<_, Array>("functions")?.iter::<Object>() {
        let entry = entry?;
        scalars.push(ScalarSpec {
            name: entry.get("name")?,
            arity: entry.get("arity")?,
            deterministic: entry.get("deterministic")?,
            index: keep(&entry)?,
        });
    }
    let mut tables = Vec::new();
    for entry in found.get::<_, Array>("tables")?.iter::<Object>() {
        let entry = entry?;
        tables.push(TableSpec {
            name: entry.get("name")?,
            declaration: entry.get("declaration")?,
            width: entry.get("width")?,
            arities: entry.get("arities")?,
            index: keep(&entry)?,
        });
    }
    let version = found.get("version")?;
    Ok((
        calls,
        Registrations {
            version,
            scalars,
            tables,
        },
    ))
}

fn failure(ctx: &Ctx<'_>, watch: &Watch, error: Error) -> Failure {
    let thrown = ctx.has_exception().then(|| ctx.catch());
    match (watch.cause(), thrown) {
        (Cause::Interrupt, _) => Failure::Interrupted,
        (Cause::Time, _) => Failure::TooLong,
        (Cause::None, Some(value)) => Failure::Thrown(message_of(value)),
        (Cause::None, None) => Failure::Thrown(error.to_string()),
    }
}

fn message_of(thrown: Value<'_>) -> String {
    let message = match thrown.as_object() {
        Some(error) => error.get::<_, rquickjs::String>("message").ok(),
        None => thrown.into_string(),
    };
    let bytes = message.and_then(|text| text_of(text).ok());
    bytes.map_or_else(
        || "it failed without a message".into(),
        |bytes| String::from_utf8_lossy(&bytes).into_owned(),
    )
}
