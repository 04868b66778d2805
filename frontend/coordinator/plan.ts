// Pulling a stop into another mission: by mouse, or by its "Move" link. Both show every place with its cost first.

import htmx from "htmx.org";
import "./plan.css";

const dialog = document.querySelector<HTMLDialogElement>("#move");
const fill = dialog?.querySelector<HTMLElement>("[data-fill]");

async function show(address: string): Promise<void> {
  if (!dialog || !fill) return;
  fill.replaceChildren();
  fill.setAttribute("aria-busy", "true");
  if (!dialog.open) dialog.showModal();
  await htmx.ajax("get", address, { target: fill, swap: "innerHTML" });
  fill.removeAttribute("aria-busy");
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = (event.target as HTMLElement).closest<HTMLAnchorElement>("a[data-places]");
  if (!link) return;
  event.preventDefault();
  void show(link.getAttribute("href") ?? "");
});

let dragged: HTMLElement | undefined;

const missionAt = (event: DragEvent): HTMLElement | null => (event.target as HTMLElement).closest("[data-mission]");

function mark(mission: HTMLElement | null): void {
  for (const one of document.querySelectorAll(".mission.target")) if (one !== mission) one.classList.remove("target");
  if (mission && dragged && !mission.contains(dragged)) mission.classList.add("target");
}

document.addEventListener("dragstart", (event) => {
  const row = (event.target as HTMLElement).closest<HTMLElement>("[data-stop]");
  if (!row || !event.dataTransfer) return;
  dragged = row;
  row.classList.add("dragged");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", row.id);
});
document.addEventListener("dragover", (event) => {
  if (!dragged) return;
  const mission = missionAt(event);
  mark(mission);
  if (mission) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  const mission = missionAt(event);
  if (!dragged || !mission) return;
  event.preventDefault();
  void show(`${dragged.dataset["stop"]}?into=${mission.dataset["mission"]}`);
});
document.addEventListener("dragend", () => {
  dragged?.classList.remove("dragged");
  dragged = undefined;
  mark(null);
});
