import { DatabaseSync } from "node:sqlite";
import { installPlugins, sd } from "../mod.ts";
import { mixedText } from "./texts.ts";

const db = new DatabaseSync(":memory:");
installPlugins(db, [sd, {
  name: "border",
  version: "1.0.0",
  functions: [{ name: "same", arities: [1], doc: "Its argument.", run: (text) => text }],
}]);
db.exec("CREATE TABLE texts (text TEXT)");
const insert = db.prepare("INSERT INTO texts VALUES (?)");
for (let n = 0; n < 1000; n++) insert.run(mixedText(n));

const QUERIES = {
  "no function": "SELECT count(text) FROM texts",
  "a function that gives back its argument": "SELECT count(same(text)) FROM texts",
  "sd_detect": "SELECT count(sd_detect(text)) FROM texts",
  "sd_hash": "SELECT count(sd_hash(text)) FROM texts",
  "sd_parse": "SELECT count(sd_parse(text)) FROM texts",
  "sd_parse, sd_loras and sd_resources":
    "SELECT count(sd_parse(text)), count(sd_loras(text)), count(sd_resources(text)) FROM texts",
};

for (const [name, sql] of Object.entries(QUERIES)) {
  const statement = db.prepare(sql);
  Deno.bench(`1,000 rows: ${name}`, { group: "sql" }, () => void statement.get());
}
