import assert from "node:assert/strict";
import { Client } from "../../src/enrich/client.ts";
import { type Origin, originOf } from "../../src/enrich/origin.ts";
import { POLITE } from "../../src/enrich/pace.ts";
import { FAST } from "../support/models.ts";

async function asked(reply: () => Response, change: (origin: Origin) => Origin): Promise<unknown> {
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, reply);
  const origin = change(originOf(`http://127.0.0.1:${server.addr.port}`, null));
  return await new Client(origin, { ...POLITE, ...FAST }, () => false).ask("/x");
}

/** A part of the program with a defect. */
const broken = (origin: Origin): Origin => ({
  ...origin,
  withoutToken: () => {
    throw new TypeError("x is not a function");
  },
});

Deno.test("a defect of ours while an answer is read is not recorded as a failure of the network", async () => {
  await assert.rejects(asked(() => Response.json({}), broken), /x is not a function/);
});

Deno.test("a defect that comes only when a request is sent again is not taken for its first failure", async () => {
  let requests = 0;
  await assert.rejects(
    asked(
      () => new Response("busy", { status: 503 }),
      (origin) => ({
        ...origin,
        withoutToken: (text) => {
          if (++requests > 2) throw new TypeError("x is not a function");
          return text;
        },
      }),
    ),
    /x is not a function/,
  );
});
