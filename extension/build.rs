//! Compiles the bundle to QuickJS's bytecode, so that loading the library does not.

use std::path::PathBuf;
use std::{env, fs};

use rquickjs::{Context, Module, Runtime, WriteOptions};

const BUNDLE: &str = "bundle.js";

fn main() {
    println!("cargo::rerun-if-changed={BUNDLE}");
    let source = fs::read(BUNDLE).expect("bundle.js is not here: run `deno task extension`");
    let runtime = Runtime::new().expect("no engine");
    let context = Context::full(&runtime).expect("no engine");
    let bytes = context.with(|ctx| {
        let module = Module::declare(ctx, "sqlite_sd", source).expect("the bundle is no module");
        module.write(WriteOptions {
            strip_source: true,
            ..Default::default()
        })
    });
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("run by cargo")).join("bundle.bin");
    fs::write(out, bytes.expect("no bytecode")).expect("the output folder is not writable");
}
