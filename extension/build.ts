/**
 * Builds the native extension: `deno task extension`. Its last line is the path of the finished file.
 *
 * @module
 */
import { basename, join } from "node:path";

const FOLDER = import.meta.dirname ?? "extension";

/** What the system's loadable libraries are called, and what cargo calls ours. */
const LIBRARIES: Readonly<Record<string, readonly [ours: string, cargos: string]>> = {
  darwin: ["sqlite_sd.dylib", "libsqlite_sd.dylib"],
  windows: ["sqlite_sd.dll", "sqlite_sd.dll"],
};
const [OURS, CARGOS] = LIBRARIES[Deno.build.os] ?? ["sqlite_sd.so", "libsqlite_sd.so"];

/** Where the finished extension stands; SQLite finds its entry point by this name, or by the general one. */
export const EXTENSION: string = join(FOLDER, "dist", OURS);

/** The engine's functions are called by nobody outside: so the compiler may put them into one another. */
const ENGINE_FLAGS = Deno.build.os === "windows"
  ? ""
  : "-fvisibility=hidden -fno-semantic-interposition";

/** Whether a Rust toolchain is here. */
export function hasCargo(): boolean {
  try {
    return new Deno.Command("cargo", { args: ["--version"] }).outputSync().success;
  } catch {
    return false;
  }
}

/** What the library is made of: files, and folders with all that is in them. */
export const SOURCES: readonly string[] = [
  "Cargo.lock",
  "Cargo.toml",
  "build.rs",
  "build.ts",
  "entry.ts",
  "quickjs",
  "src",
  "../deno.json",
  "../src",
].map((source) => join(FOLDER, source));

/** Whether the finished extension is there, and nothing of what it is made of has changed since its build began. */
export function isUpToDate(
  extension: string = EXTENSION,
  sources: readonly string[] = SOURCES,
): boolean {
  try {
    const built = timeOf(extension);
    return sources.every((source) => newestTime(source) <= built);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

const timeOf = (path: string): number => Deno.statSync(path).mtime?.getTime() ?? 0;

/** When a file was written, or the newest of a folder; a folder's own time tells what was moved or taken away. */
function newestTime(path: string): number {
  const names = Deno.statSync(path).isDirectory ? [...Deno.readDirSync(path)] : [];
  return Math.max(timeOf(path), ...names.map(({ name }) => newestTime(join(path, name))));
}

/**
 * Bundles the functions, compiles them into the library, and puts it into `dist`.
 *
 * @returns The path of the finished file.
 * @throws {Error} If a step fails; what is wrong stands on stderr.
 */
export function build(): string {
  const begun = new Date();
  const bundle = join(FOLDER, "bundle.js");
  bundleTo(bundle);
  const manifest = join(FOLDER, "Cargo.toml");
  const target = join(FOLDER, "target");
  const goal = ["build", "--release", "--locked", "--quiet"];
  run("cargo", [...goal, "--manifest-path", manifest, "--target-dir", target], {
    CFLAGS: `${Deno.env.get("CFLAGS") ?? ""} ${ENGINE_FLAGS}`.trim(),
    // Where SQLite's library is installed for developers it would be linked; the host brings its own.
    SQLITE3_NO_PKG_CONFIG: "1",
  });
  Deno.mkdirSync(join(FOLDER, "dist"), { recursive: true });
  // A process that has the old file loaded keeps it.
  const fresh = `${EXTENSION}.new`;
  Deno.copyFileSync(join(target, "release", CARGOS), fresh);
  // Cargo leaves its file as it is when only comments changed, and some systems copy a file's time.
  Deno.utimeSync(fresh, begun, begun);
  Deno.renameSync(fresh, EXTENSION);
  return EXTENSION;
}

/** An unchanged bundle keeps its time, so that cargo has nothing to do. */
function bundleTo(path: string): void {
  const fresh = `${path}.new`;
  const map = join(FOLDER, "quickjs", "import_map.json");
  const args = [
    "bundle",
    "--quiet",
    "--platform",
    "browser",
    "--import-map",
    map,
    "--output",
    fresh,
  ];
  run(Deno.execPath(), [...args, join(FOLDER, "entry.ts")]);
  if (textOf(fresh) === textOf(path)) Deno.removeSync(fresh);
  else Deno.renameSync(fresh, path);
}

function textOf(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return null;
  }
}

function run(command: string, args: string[], env: Record<string, string> = {}): void {
  const { success } = new Deno.Command(command, { args, env, stdout: "inherit", stderr: "inherit" })
    .outputSync();
  if (!success) throw new Error(`Cannot build the extension: ${basename(command)} failed`);
}

if (import.meta.main) {
  if (!hasCargo()) {
    await write(
      Deno.stderr,
      "Cannot build the extension: no cargo; install Rust from https://rustup.rs",
    );
    Deno.exit(3);
  }
  await write(Deno.stdout, build());
}

async function write(stream: typeof Deno.stdout, line: string): Promise<void> {
  await stream.write(new TextEncoder().encode(`${line}\n`));
}
