/** The conversation to take away: as plain text, as a page to keep, and on paper. */

import { html, render, type TemplateResult } from "lit/html.js";
import { body, sources } from "./parts";
import type { Message } from "./protocol";
import { longDate, words } from "./strings";

const STYLE = `
  body { max-width: 42em; margin: 2em auto; padding: 0 1em; font: 16px/1.5 system-ui, sans-serif; color: #1c2429; }
  h1 { font-size: 1.5em; line-height: 1.25; } h2 { font-size: 1em; margin: 1.5em 0 .25em; color: #505a62; }
  h3 { font-size: 1.125em; margin: 1em 0 .25em; } p, ul, dl { margin: 0 0 .5em; }
  .deadline { border-left: .25em solid; padding-left: .75em; } .deadline span, .deadline strong { display: block; }
  .deadline strong { font-size: 1.375em; } .facts div { display: flex; gap: 1em; } dt { font-weight: 600; } dd { margin: 0; }
  .note { display: block; color: #505a62; font-size: .875em; } .plain { white-space: pre-line; }
  a { color: inherit; overflow-wrap: anywhere; } li, section { break-inside: avoid; }
`;

/** The whole conversation as plain text, each message as it reads alone. */
export function asText(messages: Message[], today: string): string {
  const said = messages.map((message) => `${speaker(message)}:\n${message.text}${addresses(message)}`);
  return [`${words.name}\n${words.savedOn} ${longDate(today)}`, words.disclaimer, ...said].join("\n\n");
}

/** A page of its own, with its style in it: a file has no policy that forbids it. */
export function asPage(messages: Message[], today: string): Blob {
  const page = document.implementation.createHTMLDocument(words.name);
  page.documentElement.lang = "en-GB";
  const content = document.createElement("div");
  render(transcript(messages, today), content);
  const marks = document.createTreeWalker(content, NodeFilter.SHOW_COMMENT);
  const comments: Node[] = [];
  while (marks.nextNode()) comments.push(marks.currentNode);
  comments.forEach((comment) => comment.parentNode!.removeChild(comment));
  page.body.append(...content.childNodes);
  const head = `<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${words.name}</title><style>${STYLE}</style></head>`;
  return new Blob([`<!doctype html><html lang="en-GB">${head}${page.body.outerHTML}</html>`], { type: "text/html" });
}

/** Print the conversation alone: for the time of printing the page shows nothing else. */
export function onPaper(messages: Message[], today: string): void {
  const paper = document.createElement("div");
  const shadow = paper.attachShadow({ mode: "open" });
  shadow.adoptedStyleSheets = [sheet(`:host { display: none; } @media print { :host { display: block; } } ${STYLE.replace("body", "main")}`)];
  render(html`<main>${transcript(messages, today)}</main>`, shadow);
  const mark = "data-training-chat-paper";
  paper.setAttribute(mark, "");
  const alone = sheet(`@media print { body > :not([${mark}]) { display: none !important; } }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, alone];
  document.body.append(paper);
  addEventListener("afterprint", () => {
    paper.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== alone);
  }, { once: true });
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
    ${messages.map((message) => html`<section><h2>${speaker(message)}</h2>${body(message, {})}${sources(message, true)}</section>`)}`;
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
