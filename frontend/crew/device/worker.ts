// The worker: the file of keys in the origin's private file system, and Argon2id. Only a worker may write a file there in
// place; a rewritten copy would leave the old bytes on the disk.

import { argon } from "../engine/argon.ts";
import type { Bytes } from "../engine/bytes.ts";
import type { Asked, Question, Told } from "./protocol.ts";

interface Handle {
  read(into: Bytes, where: { at: number }): number;
  write(data: Bytes, where: { at: number }): number;
  getSize(): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}
type Held = FileSystemFileHandle & { createSyncAccessHandle(): Promise<Handle> };

const NAME = "keys";
const LEAST = 4096;

async function within<Result>(create: boolean, work: (handle: Handle) => Result): Promise<Result | null> {
  const folder = await navigator.storage.getDirectory();
  let file: Held;
  try {
    file = (await folder.getFileHandle(NAME, { create })) as Held;
  } catch (error) {
    if (!create && (error as DOMException).name === "NotFoundError") return null;
    throw error;
  }
  const handle = await file.createSyncAccessHandle();
  try {
    return work(handle);
  } finally {
    handle.close();
  }
}

async function destroy(): Promise<void> {
  await within(false, (handle) => {
    const size = Math.max(handle.getSize(), LEAST);
    handle.write(crypto.getRandomValues(new Uint8Array(size)), { at: 0 });
    handle.flush();
    handle.truncate(0);
    handle.flush();
  });
  const folder = await navigator.storage.getDirectory();
  await folder.removeEntry(NAME).catch(() => undefined); // it was never there
}

async function answer(question: Question): Promise<Bytes | null> {
  switch (question.what) {
    case "read":
      return within(false, (handle) => {
        const data = new Uint8Array(handle.getSize());
        handle.read(data, { at: 0 });
        return data.length ? data : null;
      });
    case "write":
      await within(true, (handle) => {
        if (handle.write(question.data, { at: question.at }) !== question.data.length) throw new Error("full");
        handle.flush();
      });
      return null;
    case "destroy":
      await destroy();
      return null;
    case "derive":
      return argon(question.passphrase, question.salt);
  }
}

let last: Promise<void> = Promise.resolve();

self.addEventListener("message", (event: MessageEvent<Asked>) => {
  const { number, question } = event.data;
  last = last.then(async () => {
    let told: Told;
    try {
      told = { number, data: await answer(question) };
    } catch (error) {
      told = { number, error: (error as Error).name };
    }
    postMessage(told);
  });
});
