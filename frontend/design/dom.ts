// Elements made in code: every text goes in as text, never as markup.

export type Child = Node | string | null | undefined | false;
export type Properties = Readonly<Record<string, string | number | boolean | null | undefined>>;

const SVG = "http://www.w3.org/2000/svg";

function fill(element: Element, properties: Properties, children: readonly Child[]): void {
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child) element.append(child);
}

export function el<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  fill(element, properties, children);
  return element;
}

export function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  properties: Properties = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS(SVG, name);
  fill(element, properties, children);
  return element;
}

/** A picture of one path, 24 units square, hidden from readers: the words stand beside it. */
export function icon(path: string, className = "icon"): SVGSVGElement {
  return svg("svg", { viewBox: "0 0 24 24", class: className, "aria-hidden": "true" }, svg("path", { d: path }));
}

export function button(className: string, label: string, press: () => void, ...children: readonly Child[]): HTMLButtonElement {
  const made = el("button", { type: "button", class: className, "aria-label": label || null }, ...children);
  made.addEventListener("click", press);
  return made;
}
