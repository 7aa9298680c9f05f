import assert from "node:assert/strict";
import fc from "fast-check";
import { digestFile, type Digests, type DigestTask } from "../../src/hash/digest.ts";
import type { Outcome, WorkerMessage } from "../../src/hash/messages.ts";
import { joinParts } from "../../src/hash/parts.ts";
import { makeRing, type Ring, RingChunks, sidesOf } from "../../src/hash/ring.ts";
import { counting, u64 } from "../fixtures/safetensors.ts";

const CHUNK = 64;

/** Two threads that hash. */
class Hashers implements Disposable {
  private readonly workers = [0, 1].map(() =>
    new Worker(import.meta.resolve("../../src/hash/worker.ts"), { type: "module" })
  );

  /** What becomes of one task for each. */
  async run(...tasks: readonly DigestTask[]): Promise<Outcome[]> {
    return await Promise.all(tasks.map((task, n) =>
      new Promise<Outcome>((resolve, reject) => {
        const worker = this.workers[n];
        assert.ok(worker !== undefined);
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.onmessage = ({ data }: { data: WorkerMessage }) => {
          if ("outcome" in data) resolve(data.outcome);
        };
        worker.postMessage({ id: 1, task });
      })
    ));
  }

  [Symbol.dispose](): void {
    for (const worker of this.workers) worker.terminate();
  }
}

async function withFile(work: (path: string) => Promise<void> | void): Promise<void> {
  const path = await Deno.makeTempFile({ prefix: "sd test " });
  try {
    await work(path);
  } finally {
    await Deno.remove(path).catch(() => {});
  }
}

const small = (): Ring => makeRing({ bytes: CHUNK, slots: 4 });

const ALL = { whole: true, tensors: true, window: true };

/** The tasks of two threads for one file, and where the second finds it. */
function halves(path: string, ring: Ring, other = path): DigestTask[] {
  const [first, second] = sidesOf(ring);
  return [
    { path, whole: true, tensors: false, window: true, shared: first },
    { path: other, whole: false, tensors: true, window: false, shared: second },
  ];
}

async function digestTwice(hashers: Hashers, tasks: readonly DigestTask[]): Promise<Outcome> {
  const [first, second] = await hashers.run(...tasks);
  assert.ok(first !== undefined && second !== undefined);
  return joinParts(first, second);
}

/** A file of a size, whose header, as it says itself, is as long as that. */
function fileOf(size: number, header: number): Uint8Array {
  const bytes = counting(Math.max(size, 8));
  bytes.set(u64(header));
  return bytes.slice(0, size);
}

Deno.test("two threads find what one finds, wherever a chunk, the header and the file end", async () => {
  using hashers = new Hashers();
  await withFile(async (path) => {
    const border = fc.constantFrom(0, 1, 7, 8, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 5 * CHUNK);
    const slots = fc.integer({ min: 1, max: 5 });
    const size = fc.oneof(border, fc.nat(40 * CHUNK));
    await fc.assert(
      fc.asyncProperty(size, size, slots, async (size, header, slots) => {
        Deno.writeFileSync(path, fileOf(size, header));
        assert.deepEqual(
          await digestTwice(hashers, halves(path, makeRing({ bytes: CHUNK, slots }))),
          {
            digests: digestFile({ path, ...ALL }),
          },
        );
      }),
      { numRuns: 150 },
    );
  });
});

Deno.test("two threads find what one finds in a file of many chunks of the usual size", async () => {
  using hashers = new Hashers();
  await withFile(async (path) => {
    for (const size of [20 * 1024 * 1024, 20 * 1024 * 1024 + 1]) {
      Deno.writeFileSync(path, fileOf(size, 3_000_000));
      assert.deepEqual(await digestTwice(hashers, halves(path, makeRing())), {
        digests: digestFile({ path, ...ALL }),
      });
    }
  });
});

/** Both sides of a ring over open files, in one thread: as long as they take turns, neither has to wait. */
async function inTurns(
  size: number,
  work: (path: string, sides: readonly [RingChunks, RingChunks]) => void,
): Promise<void> {
  await withFile((path) => {
    Deno.writeFileSync(path, counting(size));
    const [first, second] = sidesOf(makeRing({ bytes: CHUNK, slots: 2 }));
    using a = Deno.openSync(path);
    using b = Deno.openSync(path);
    using even = new RingChunks(a, first);
    using odd = new RingChunks(b, second);
    work(path, [even, odd]);
  });
}

const copied = (bytes: Uint8Array | null): number[] | null => bytes === null ? null : [...bytes];

function rest(chunks: RingChunks): number[] {
  const all: number[] = [];
  for (let bytes = chunks.next(); bytes !== null; bytes = chunks.next()) all.push(...bytes);
  return all;
}

for (const left of [0, CHUNK, 2 * CHUNK + 10, 3 * CHUNK]) {
  Deno.test(`a file that is cut to ${left} bytes while it is read ends at one place for both`, () =>
    inTurns(10 * CHUNK, (path, sides) => {
      for (let n = 0; n < 2; n++) {
        const [even, odd] = sides.map((side) => copied(side.next()));
        assert.equal(even?.length, CHUNK);
        assert.deepEqual(odd, even);
      }
      Deno.truncateSync(path, left);
      const found: (number[] | null)[][] = [[], []];
      for (let n = 0; n < 10; n++) sides.forEach((side, i) => found[i]?.push(copied(side.next())));
      assert.deepEqual(found[1], found[0]);
      assert.ok((found[0] ?? []).flatMap((bytes) => bytes ?? []).length < 8 * CHUNK);
    }));
}

Deno.test("a side that is left alone reads the rest, every byte once and in order", () =>
  inTurns(9 * CHUNK + 5, (_path, [even, odd]) => {
    const first = [even, odd, odd].map((side) => copied(side.next())).slice(1);
    even[Symbol.dispose]();
    assert.deepEqual([...first.flat(), ...rest(odd)], [...counting(9 * CHUNK + 5)]);
  }));

Deno.test("a thread whose partner never comes goes on alone", async () => {
  using hashers = new Hashers();
  await withFile(async (path) => {
    Deno.writeFileSync(path, fileOf(50 * CHUNK, 100));
    const [first] = sidesOf(small());
    assert.deepEqual(await hashers.run({ path, ...ALL, shared: first }), [
      { digests: digestFile({ path, ...ALL }) },
    ]);
  });
});

Deno.test("what either thread cannot read is a failure of the file, and ends both", async () => {
  using hashers = new Hashers();
  await withFile(async (path) => {
    Deno.writeFileSync(path, fileOf(50 * CHUNK, 100));
    for (
      const [other, isGone] of [[`${path}.gone`, true], [Deno.realPathSync("."), false]] as const
    ) {
      for (const [a, b] of [[path, other], [other, path]] as const) {
        const outcome = await digestTwice(hashers, halves(a, small(), b));
        assert.ok("failure" in outcome);
        assert.equal(outcome.failure.isGone, isGone);
      }
    }
  });
});

Deno.test("a file that another one replaces between two threads is none of both", async () => {
  using hashers = new Hashers();
  await withFile((path) =>
    withFile(async (other) => {
      for (const [name, fill] of [[path, 1], [other, 2]] as const) {
        Deno.writeFileSync(name, new Uint8Array(50 * CHUNK).fill(fill));
        Deno.utimeSync(name, 1_700_000_000, 1_700_000_000);
      }
      const outcome = await digestTwice(hashers, halves(path, small(), other));
      assert.ok("digests" in outcome);
      assert.equal(outcome.digests.state, null);
    })
  );
});

const state = { size: 5, time: 7, inode: 9 };
const part: Digests = { sha256: "a", tensor_sha256: null, autov1: "b", bytesRead: 5, state };
for (
  const [what, change] of [
    ["size", { state: { ...state, size: 6 } }],
    ["time", { state: { ...state, time: 8 } }],
    ["inode", { state: { ...state, inode: 10 } }],
    ["number of bytes", { bytesRead: 4 }],
  ] as const
) {
  Deno.test(`parts with another ${what} have no state`, () => {
    const joined = joinParts({ digests: part }, { digests: { ...part, ...change } });
    assert.ok("digests" in joined);
    assert.equal(joined.digests.state, null);
  });
}
