// The browser's database as a shelf. Every write is one transaction that lies on the disk before it is answered.

import { deleteDB, type IDBPDatabase, openDB } from "idb";
import type { Bytes } from "../engine/bytes.ts";
import type { Shelf } from "../engine/shelf.ts";

const NAME = "crew";
const STORE = "kept";

export class Database implements Shelf {
  private open: Promise<IDBPDatabase> | null = null;

  async read(name: string): Promise<Bytes | undefined> {
    return (await (await this.database()).get(STORE, name)) as Bytes | undefined;
  }

  async names(start: string): Promise<string[]> {
    const range = IDBKeyRange.bound(start, `${start}\uffff`);
    return (await (await this.database()).getAllKeys(STORE, range)) as string[];
  }

  async write(put: readonly (readonly [string, Bytes])[], drop: readonly string[]): Promise<void> {
    const change = (await this.database()).transaction(STORE, "readwrite", { durability: "strict" });
    // Requests that fail abort the transaction, whose own promise tells so.
    for (const [name, value] of put) void change.store.put(value, name).catch(() => undefined);
    for (const name of drop) void change.store.delete(name).catch(() => undefined);
    await change.done;
  }

  async clear(): Promise<void> {
    const database = await this.open?.catch(() => null);
    this.open = null;
    database?.close();
    await deleteDB(NAME);
  }

  private database(): Promise<IDBPDatabase> {
    this.open ??= openDB(NAME, 1, { upgrade: (database) => void database.createObjectStore(STORE) });
    return this.open;
  }
}
