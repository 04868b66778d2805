// A question before what cannot be taken back: the page's own dialog, for plain forms and for htmx alike.

import htmx from "htmx.org";

interface Confirmation extends Event {
  detail: { question: string | null; issueRequest: (skip: boolean) => void; elt: HTMLElement };
}

function ask(question: string, act: string | undefined): Promise<boolean> {
  const dialog = document.querySelector<HTMLDialogElement>("#confirm");
  if (!dialog) return Promise.resolve(window.confirm(question));
  const text = dialog.querySelector("[data-question]");
  if (text) text.textContent = question;
  const yes = dialog.querySelector<HTMLButtonElement>("button[value=yes]");
  if (yes) yes.textContent = act ?? yes.dataset["usual"] ?? yes.textContent;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((decide) => {
    dialog.addEventListener("close", () => decide(dialog.returnValue === "yes"), { once: true });
  });
}

export function watchConfirmations(): void {
  htmx.on("htmx:confirm", (event) => {
    const { detail } = event as Confirmation;
    if (!detail.question) return;
    event.preventDefault();
    void ask(detail.question, detail.elt.dataset["act"]).then((yes) => yes && detail.issueRequest(true));
  });
  const agreed = new WeakSet<HTMLFormElement>();
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const sender = (event as SubmitEvent).submitter as HTMLButtonElement | null;
    const question = sender?.dataset["confirm"] ?? form.dataset["confirm"];
    if (!question || agreed.has(form)) {
      agreed.delete(form);
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    void ask(question, sender?.dataset["act"]).then((yes) => {
      if (!yes) return;
      agreed.add(form);
      form.requestSubmit(sender);
    });
  }, true);
}
