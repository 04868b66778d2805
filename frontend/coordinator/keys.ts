// The keyboard of whoever has a telephone in the other hand: Ctrl+Enter saves, Alt+digit picks, "n" begins a new one.

const DIGIT = /^Digit([1-9])$/;

function save(form: HTMLFormElement): void {
  form.requestSubmit(form.querySelector<HTMLButtonElement>("button.primary"));
}

/** The choice with this number among those offered beside the form; its form hears of it as of a click. */
function pick(place: number): void {
  const choice = document.querySelectorAll<HTMLInputElement>("input[data-pick]")[place - 1];
  if (!choice) return;
  choice.checked = true;
  choice.form?.dispatchEvent(new Event("change", { bubbles: true }));
}

function pressed(event: KeyboardEvent): void {
  const target = event.target as HTMLElement;
  const form = document.querySelector<HTMLFormElement>("form[data-save-keys]");
  if (form && (event.ctrlKey || event.metaKey) && event.key === "Enter") {
    event.preventDefault();
    save(form);
    return;
  }
  const digit = DIGIT.exec(event.code);
  if (form && event.altKey && !event.ctrlKey && digit) {
    event.preventDefault();
    pick(Number(digit[1]));
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.key !== "n") return;
  if (target.closest("input, select, textarea, [contenteditable], dialog")) return;
  const fresh = document.querySelector<HTMLAnchorElement>("a[data-new]");
  if (!fresh) return;
  event.preventDefault();
  fresh.click();
}

export function watchKeys(): void {
  document.addEventListener("keydown", pressed);
  // A choice made beside the form, by mouse or arrow keys, lies outside of it in the page: tell the form.
  document.addEventListener("change", (event) => {
    const choice = event.target as HTMLInputElement;
    if (choice.matches("input[form]") && choice.form && !choice.form.contains(choice)) {
      choice.form.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
}
