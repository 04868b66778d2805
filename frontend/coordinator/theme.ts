// Runs before the first paint, so that a page never flashes in the other theme: the choice kept, else the system's.

const THEMES = ["light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const dark = matchMedia("(prefers-color-scheme: dark)");

function kept(): Theme | null {
  const found = /(?:^|; )theme=(light|dark)(?:;|$)/.exec(document.cookie);
  return found ? (found[1] as Theme) : null;
}

function apply(): void {
  document.documentElement.dataset["theme"] = kept() ?? (dark.matches ? "dark" : "light");
}

apply();
dark.addEventListener("change", apply);
