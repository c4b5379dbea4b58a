/** The conversation to take away: as plain text, as a page to keep, and on paper. */

import { html, render, type TemplateResult } from "lit/html.js";
import { body, sources } from "./parts";
import paperStyles from "./paper.css";
import type { Message } from "./protocol";
import { longDate, words } from "./strings";

/** The whole conversation as plain text, each message as it reads alone. */
export function asText(messages: Message[], today: string): string {
  const said = messages.map((message) => `${speaker(message)}:\n${message.text}${addresses(message)}`);
  return [`${words.name}\n${words.savedOn} ${longDate(today)}`, words.disclaimer, ...said].join("\n\n");
}

/** A page of its own, with its style in it: a file has no policy that forbids it. */
export function asPage(messages: Message[], today: string): Blob {
  const content = document.createElement("div");
  content.className = "paper";
  render(transcript(messages, today), content);
  const marks = document.createTreeWalker(content, NodeFilter.SHOW_COMMENT);
  const ofLit: ChildNode[] = [];
  while (marks.nextNode()) ofLit.push(marks.currentNode as ChildNode);
  ofLit.forEach((mark) => mark.remove());
  const title = `<title>${words.name}</title><meta name="viewport" content="width=device-width">`;
  const head = `<head><meta charset="utf-8">${title}<style>${paperStyles}</style></head>`;
  const page = `<!doctype html><html lang="en-GB">${head}<body>${content.outerHTML}</body></html>`;
  return new Blob([page], { type: "text/html" });
}

/** Print the conversation alone: for the time of printing the page shows nothing else. */
export function onPaper(messages: Message[], today: string): void {
  const paper = document.createElement("div");
  const shadow = paper.attachShadow({ mode: "open" });
  shadow.adoptedStyleSheets = [
    sheet(`:host { display: none; } @media print { :host { display: block; } } ${paperStyles}`),
  ];
  render(html`<main class="paper">${transcript(messages, today)}</main>`, shadow);
  const mark = "data-training-chat-paper";
  paper.setAttribute(mark, "");
  const alone = sheet(`@media print { body > :not([${mark}]) { display: none !important; } }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, alone];
  document.body.append(paper);
  addEventListener(
    "afterprint",
    () => {
      paper.remove();
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== alone);
    },
    { once: true },
  );
  print();
}

/** Have the browser save a file. */
export function save(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function transcript(messages: Message[], today: string): TemplateResult {
  return html`<h1>${words.name}</h1>
    <p>${words.savedOn} ${longDate(today)}. ${words.disclaimer}</p>
    ${messages.map(
      (message) => html`<section>
        <h2>${speaker(message)}</h2>
        ${body(message, {})} ${sources(message, true)}
      </section>`,
    )}`;
}

function speaker(message: Message): string {
  return message.from === "user" ? words.you : words.assistant;
}

function addresses(message: Message): string {
  return (message.sources ?? []).map(({ title, url }) => (url ? `\n${title}: ${url}` : "")).join("");
}

function sheet(css: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
}
