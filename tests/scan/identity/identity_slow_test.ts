/** Whatever happens to files: what hangs on a row stays with the file, wherever that can be proved. */
import fc from "fast-check";
import { EVENT, Places } from "./places.ts";
import { begin, hashAll, scanAndCheck } from "./ratings.ts";

Deno.test("every rating stays with the bytes that were rated, wherever that can be proved", async () => {
  const property = fc.asyncProperty(
    fc.array(EVENT, { minLength: 5, maxLength: 40, size: "max" }),
    async (events) => {
      using places = new Places();
      begin(places);
      for (const event of events) {
        places.perform(event);
        if (event.do === "hash") await hashAll(places);
        if (event.do === "scan") await scanAndCheck(places);
      }
      await scanAndCheck(places);
    },
  );
  await fc.assert(property, { numRuns: 100, interruptAfterTimeLimit: 60_000 });
});
