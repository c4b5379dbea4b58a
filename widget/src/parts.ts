/** A message of the assistant as native parts of a page. Text is always text: lit escapes it. */

import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Block, Message, Source } from "./protocol";
import { longDate, words } from "./strings";

type Part = TemplateResult | typeof nothing;
type FactBlock = Extract<Block, { type: "fact" }>;
type Press = (id: string, title: string) => void;

/** What a message's parts may do; `press` is missing where nothing can be pressed any more, and on paper. */
export interface Leave {
  press?: Press | undefined;
  busy?: boolean;
}

/** The body of a message: its blocks, or its plain text where it has none. */
export function body(message: Message, leave: Leave): Part[] {
  const blocks = withDates(message);
  if (!blocks.length) return [html`<p class="plain" dir="auto">${linked(message.text, message.kind)}</p>`];
  const outcome = message.kind === "decision" && (blocks.find(({ type }) => type === "heading") ?? blocks[0]);
  return grouped(blocks).map((group) => {
    if (Array.isArray(group)) return factList(group, leave);
    return group === outcome && "text" in group
      ? html`<h3 class="outcome">${group.text}</h3>`
      : block(group, message.kind);
  });
}

/** Where it all comes from, folded away on the screen and open on paper. */
export function sources(message: Message, open = false): Part {
  if (!message.sources?.length) return nothing;
  return html`<details class="sources" ?open=${open}>
    <summary>${words.sources} (${message.sources.length})</summary>
    <ul>${message.sources.map((source) => html`<li>${cited(source)}</li>`)}</ul>
  </details>`;
}

function block(part: Exclude<Block, FactBlock>, kind: string): TemplateResult {
  switch (part.type) {
    case "heading":
      return html`<h3>${part.text}</h3>`;
    case "list":
      return html`<ul>${part.items.map((item) => html`<li>${linked(item, kind)}</li>`)}</ul>`;
    case "deadline":
      return html`<p class="deadline">
        <span>${part.label} </span><strong>${part.value}</strong>
        ${part.safe ? html`<span class="safe">${part.safe_label}: <b>${part.safe}</b></span>` : nothing}
      </p>`;
    default:
      return html`<p>${linked(part.text, kind)}</p>`;
  }
}

function factList(facts: FactBlock[], { press, busy }: Leave): TemplateResult {
  const change = (choice: string, title: string) => html`<dd>
    <button class="small" aria-disabled=${busy ? "true" : "false"} @click=${() => press!(choice, title)}>
      ${shortened(title)}
    </button>
  </dd>`;
  return html`<dl class="facts">${facts.map(
    ({ label, value, title, choice }) => html`<div>
      <dt>${label}</dt>
      <dd>${value}</dd>
      ${choice && press ? change(choice, title ?? `Change ${label}`) : nothing}
    </div>`,
  )}</dl>`;
}

/** "Change the role" in a list where the eye needs only "Change". */
function shortened(title: string): TemplateResult {
  const [first, ...rest] = title.split(" ");
  return html`${first}<span class="unseen"> ${rest.join(" ")}</span>`;
}

/** The blocks, with the decision's deadline where no block tells it. */
function withDates({ blocks = [], decision }: Message): Block[] {
  if (!decision?.deadline || !blocks.length || blocks.some(({ type }) => type === "deadline")) return blocks;
  const { deadline, safe_by, as_of } = decision;
  const safe = safe_by && safe_by >= as_of ? { safe_label: words.safeDay, safe: longDate(safe_by) } : {};
  return [...blocks, { type: "deadline", label: words.deadline, value: longDate(deadline), ...safe }];
}

/** Facts that follow one another make one list. */
function grouped(blocks: Block[]): (Exclude<Block, FactBlock> | FactBlock[])[] {
  const groups: (Exclude<Block, FactBlock> | FactBlock[])[] = [];
  for (const part of blocks) {
    const last = groups[groups.length - 1];
    if (part.type !== "fact") groups.push(part);
    else if (Array.isArray(last)) last.push(part);
    else groups.push([part]);
  }
  return groups;
}

function cited(source: Source): TemplateResult {
  const title = source.paragraph ? `${source.title}, ${source.paragraph}` : source.title;
  const notes = [
    source.publisher,
    source.version && `${words.version}: ${source.version}`,
    source.checked && `${words.checked} ${longDate(source.checked)}`,
  ].filter(Boolean);
  return html`${source.url ? link(source.url, title) : title}<span class="note">${notes.join(". ")}.</span>`;
}

const ADDRESS = /https?:\/\/[^\s<>()]*[^\s<>().,;:!?]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/;
// Help lines are only sought where somebody may need to ring one at once.
const HELP = new RegExp(`${ADDRESS.source}|\\b(?:0\\d{3,4} \\d{3} \\d{3,4}|116 123|999|111)\\b`);

/** Text with its web addresses, e-mail addresses and, in messages of support, telephone numbers as links. */
function linked(text: string, kind: string): (string | TemplateResult)[] {
  const parts: (string | TemplateResult)[] = [];
  let rest = text;
  for (let found; (found = (kind === "support" ? HELP : ADDRESS).exec(rest));) {
    const [address] = found;
    parts.push(rest.slice(0, found.index), link(scheme(address) + address.replace(/ /g, ""), address));
    rest = rest.slice(found.index + address.length);
  }
  return [...parts, rest];
}

function scheme(address: string): string {
  if (address.includes("@")) return "mailto:";
  return /^\d/.test(address) ? "tel:" : "";
}

/** A link that leads only where a link may lead. */
export function link(address: string, title: string): TemplateResult | string {
  let scheme = "";
  try {
    scheme = new URL(address, location.href).protocol;
  } catch {
    // not an address: shown as words
  }
  if (!["http:", "https:", "mailto:", "tel:"].includes(scheme)) return title;
  return html`<a href=${address} rel="noopener noreferrer">${title}</a>`;
}
