/** Places for pictures in three folders on two disks, and all that may happen to a file there. */
import fc from "fast-check";
import { type OtherDisk, otherDisk } from "../../support/two_disks.ts";
import { infotext, pngWith, Workspace } from "../../support/workspace.ts";

const FIRST_TIME = Date.UTC(2025, 0, 1);
/** From here on all numbers have as many digits: so all pictures have one size. */
const FIRST_PICTURE = 1000;
const NAMES = ["1.png", "2.png", "3.png"];

/** Number of places. */
export const PLACES = 3 * NAMES.length;

const ONE = ["new", "overwrite", "replace", "touch", "delete"] as const;
const TWO = ["move", "reuse", "swap", "copy", "link", "twins"] as const;
const NONE = ["scan", "hash"] as const;

/** Something that happens. */
export type Event =
  | { readonly do: (typeof ONE)[number]; readonly place: number }
  | { readonly do: (typeof TWO)[number]; readonly place: number; readonly to: number }
  | { readonly do: (typeof NONE)[number] };

const place = fc.nat(PLACES - 1);

/** Any event. */
export const EVENT: fc.Arbitrary<Event> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom(...ONE), place }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constantFrom(...TWO), place, to: place }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom(...NONE) }) },
);

/** The places of one run. */
export class Places implements Disposable {
  readonly space = new Workspace();
  readonly disk: OtherDisk = otherDisk(this.space);
  private readonly paths: readonly string[];
  private pictures = FIRST_PICTURE;
  private clock = FIRST_TIME;
  /** Times that two files share: a copy with such a time could be either of them. */
  private readonly shared = new Set<number>();

  constructor() {
    const folders = [this.space.at("out"), this.space.at("arch"), `${this.disk.folder}/far`];
    for (const folder of folders) Deno.mkdirSync(folder);
    this.paths = folders.flatMap((folder) => NAMES.map((name) => `${folder}/${name}`));
  }

  get roots(): string[] {
    return [this.space.pictures, this.disk.folder];
  }

  /** Paths of the files that are there. */
  get files(): string[] {
    return this.paths.filter((path) => this.has(path));
  }

  /** Lets something happen to files, as far as it is possible. */
  perform(event: Event): void {
    if (!("place" in event)) return;
    const path = this.paths[event.place] ?? "";
    const to = "to" in event ? this.paths[event.to] ?? "" : "";
    if (to === path) return;
    const isThere = this.has(path);
    if (event.do === "new" && !isThere) this.write(path);
    else if (event.do === "twins") this.writeTwins(path, to);
    else if (!isThere) return;
    else if (event.do === "overwrite") this.write(path);
    else if (event.do === "replace") {
      const temporary = `${path}.part`;
      this.write(temporary);
      Deno.renameSync(temporary, path);
    } else if (event.do === "touch") this.touch(path);
    else if (event.do === "delete") Deno.removeSync(path);
    else if (event.do === "move") this.move(path, to);
    else if (event.do === "reuse") {
      this.move(path, to);
      this.write(path);
    } else if (event.do === "swap" && this.has(to)) {
      const temporary = `${path}.part`;
      Deno.renameSync(path, temporary);
      this.move(to, path);
      this.move(temporary, to);
    } else if (event.do === "copy") {
      Deno.writeFileSync(to, Deno.readFileSync(path));
      this.touch(to);
    } else if (event.do === "link" && !this.has(to) && this.areNear(path, to)) {
      Deno.linkSync(path, to);
    }
  }

  private has(path: string): boolean {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  }

  private areNear(path: string, other: string): boolean {
    return path.startsWith(this.disk.folder) === other.startsWith(this.disk.folder);
  }

  private touch(path: string, time = this.clock += 1500): void {
    Deno.utimeSync(path, new Date(time), new Date(time));
  }

  private write(path: string): void {
    Deno.writeFileSync(path, pngWith(infotext(this.pictures++)));
    this.touch(path);
  }

  /** Two new files of one size and time. */
  private writeTwins(path: string, other: string): void {
    if (this.has(path) || this.has(other)) return;
    this.write(path);
    this.write(other);
    this.touch(path, this.clock);
    this.shared.add(this.clock);
  }

  /** Moves a file as `mv` does: to another disk as a copy that has its time. */
  private move(path: string, to: string): void {
    if (this.areNear(path, to)) return Deno.renameSync(path, to);
    const time = Deno.statSync(path).mtime?.getTime() ?? 0;
    if (this.has(to)) Deno.removeSync(to);
    Deno.copyFileSync(path, to);
    if (this.shared.has(time)) this.touch(to);
    else this.touch(to, time);
    Deno.removeSync(path);
  }

  [Symbol.dispose](): void {
    this.disk[Symbol.dispose]();
    Deno.removeSync(this.space.folder, { recursive: true });
  }
}
