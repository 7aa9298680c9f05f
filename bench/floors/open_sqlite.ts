/** Opens a database of node:sqlite and asks it one thing. */
import { DatabaseSync } from "node:sqlite";

using db = new DatabaseSync(Deno.args[0] ?? "");
db.prepare("SELECT count(*) FROM sqlite_schema").get();
