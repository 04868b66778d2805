// Run as a program: merges each case of the JSON-lines files named, and says which come to something else.
// A case is {name, windows, operations, merged}. Prints one JSON object: {cases, differ: [names]}.

import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { isDeepStrictEqual } from "node:util";
import { merge } from "../crew/engine/merge.ts";

let cases = 0;
const differ: string[] = [];
for (const path of process.argv.slice(2)) {
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const one = JSON.parse(line);
    cases += 1;
    if (!isDeepStrictEqual({ ...merge(one.operations, one.windows) }, one.merged)) differ.push(one.name);
  }
}
process.stdout.write(JSON.stringify({ cases, differ }));
