// Jobs as they run: the desk tells of them by server-sent events; a number and a list at the head of every page.

import { el } from "../design/dom.ts";
import { toast } from "./toasts.ts";
import { words } from "./words.ts";

export interface Job {
  readonly id: string;
  readonly name: string;
  readonly state: "queued" | "running" | "done" | "failed" | "cancelled";
  readonly step: string;
  readonly done: number;
  readonly total: number;
  readonly error: string;
}

const going = (job: Job): boolean => job.state === "queued" || job.state === "running";

function line(job: Job): HTMLLIElement {
  const share = job.total > 0 ? Math.min(1, job.done / job.total) : null;
  const bar = el("progress", { max: 1, "aria-label": job.name, value: share });
  const head = el("div", { class: "progress-head" }, el("strong", {}, job.name), share === null ? null : `${Math.round(share * 100)} %`);
  return el("li", { class: "progress" }, head, bar, el("span", { class: "quiet" }, job.step || words("jobs.queued")));
}

function show(jobs: ReadonlyMap<string, Job>): void {
  const running = [...jobs.values()].filter(going);
  const button = document.getElementById("jobs-button");
  const count = document.getElementById("jobs-count");
  if (!button || !count) return;
  button.hidden = running.length === 0;
  button.classList.toggle("busy", running.length > 0);
  count.textContent = String(running.length);
  document.getElementById("jobs-list")?.replaceChildren(...running.map(line));
  if (running.length === 0) (document.getElementById("jobs-pop") as HTMLElement | null)?.hidePopover();
}

/** Listen for jobs; every change is also an event `desk:job` on the document, for pages that wait for one. */
export function watchJobs(): void {
  const address = document.getElementById("jobs-button")?.dataset["events"];
  if (!address) return;
  const jobs = new Map<string, Job>();
  const source = new EventSource(address);
  source.addEventListener("job", (event) => {
    const job = JSON.parse((event as MessageEvent<string>).data) as Job;
    const before = jobs.get(job.id);
    jobs.set(job.id, job);
    show(jobs);
    document.dispatchEvent(new CustomEvent<Job>("desk:job", { detail: job }));
    if (!before || !going(before) || going(job)) return;
    if (job.state === "done") toast(words("jobs.done", { name: job.name }), "good");
    else if (job.state === "failed") toast(words("jobs.failed", { name: job.name, error: job.error }), "stop");
  });
  addEventListener("pagehide", () => source.close());
}
