/** <training-chat>: the button, the panel, and everything a visitor does in it. */

import { html, nothing, render, type TemplateResult } from "lit/html.js";
import { Conversation } from "./conversation";
import { type DatePart, type DateParts, readDate } from "./dates";
import { body, link, sources } from "./parts";
import type { Choice, Decision, Message } from "./protocol";
import { LIMIT, words } from "./strings";
import styles from "./widget.css";
import { asPage, asText, onPaper, save } from "./transcript";

export interface Options {
  api: string;
  lang: string;
  dir: "ltr" | "rtl";
  contact: string | undefined;
  privacy: string | undefined;
  launcher: string | undefined;
}

/** Something the visitor must put right, and which field it belongs to. */
interface Problem {
  text: string;
  field: "words" | DatePart;
}

const COUNT_FROM = 0.8 * LIMIT;
const NO_DATE: DateParts = { day: "", month: "", year: "" };

const SPEECH = html`<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path
  d="M21 11.5a8.4 8.4 0 0 1-12.2 7.5L3 21l2-5.8A8.4 8.4 0 1 1 21 11.5Z" /></svg>`;

const look = new CSSStyleSheet();
look.replaceSync(styles);

export class TrainingChat extends HTMLElement {
  static options: Options;

  readonly #shadow = this.attachShadow({ mode: "open" });
  readonly #options = TrainingChat.options;
  readonly #talk = new Conversation(
    this.#options.api,
    () => void this.#update(),
    (text) => this.#announce(text),
  );
  #isOpen = false;
  #menuOpen = false;
  #erasing = false;
  #problem: Problem | undefined;
  #note = "";
  #date = NO_DATE;
  #shownLast = 0;
  #shownSending: string | undefined;
  #coming: Promise<void> | undefined;

  connectedCallback(): void {
    this.#shadow.adoptedStyleSheets = [look];
    this.lang = this.#options.lang;
    this.dir = this.#options.dir;
    void this.#update();
  }

  /** Show the present state, once for all changes of this moment. */
  #update(): Promise<void> {
    this.#coming ??= Promise.resolve().then(() => {
      this.#coming = undefined;
      render(this.#view(), this.#shadow);
      this.#showNewest();
    });
    return this.#coming;
  }

  #view(): TemplateResult {
    const isOpen = this.#isOpen;
    const launcher = this.#talk.started && !isOpen ? words.carryOn : (this.#options.launcher ?? words.launcher);
    return html`<section class=${isOpen ? "root open" : "root"} aria-label=${words.name} 
      @keydown=${this.#onKey} @focusout=${this.#onFocusOut} @click=${this.#onClick}>
      <button class="launcher" part="launcher" aria-expanded=${isOpen} aria-controls="panel"
        @click=${() => (isOpen ? this.#close() : this.#open())}>
        ${SPEECH}<span>${launcher}</span>
      </button>
      <div id="panel" class="panel" part="panel" role="dialog" aria-labelledby="title" ?hidden=${!isOpen}>
        ${this.#head()}
        <div class="scroll" role="region" aria-label=${words.conversation} tabindex="0">
          <ol role="list">
            ${this.#talk.messages.map((message, index) => this.#item(message, index))} ${this.#onItsWay()}
          </ol>
          ${this.#talk.waiting ? html`<p class="waiting">${this.#waitingWords()}</p>` : nothing}
          ${this.#dateForm()}
        </div>
        ${this.#foot()}
      </div>
      <div class="unseen" role="status"></div>
    </section>`;
  }

  /** Bring what was just said into view: a message on its way, an answer from its beginning. */
  #showNewest(): void {
    const { messages, busy, unsent } = this.#talk;
    if (!this.#isOpen) return;
    if (busy) {
      if (unsent && unsent.id !== this.#shownSending) this.#reveal(this.#find(".sending"));
      this.#shownSending = unsent?.id;
      return;
    }
    const fresh = messages.filter(({ seq }) => seq > this.#shownLast);
    const last = messages[messages.length - 1];
    const first = this.#shownLast ? (fresh.find(({ from }) => from === "assistant") ?? fresh[0]) : last;
    if (fresh.length && first) this.#reveal(this.#find(`[data-seq="${first.seq}"]`));
    this.#shownLast = last?.seq ?? 0;
  }

  #head(): TemplateResult {
    return html`<header>
      <div><h2 id="title">${words.name}</h2><p>${words.about}</p></div>
      <button id="options" aria-expanded=${this.#menuOpen} aria-controls="menu"
        @click=${() => this.#toggleMenu()}>${words.options}</button>
      <button @click=${() => this.#close()}>${words.close}</button>
      ${this.#menu()}
    </header>`;
  }

  #menu(): TemplateResult {
    const { contact, privacy } = this.#options;
    const { messages, trouble, busy, erased } = this.#talk;
    const act = (title: string, action: () => void) => {
      const closeAndAct = () => {
        this.#toggleMenu();
        action();
      };
      return html`<li><button @click=${closeAndAct}>${title}</button></li>`;
    };
    const some = messages.length > 0;
    return html`<ul id="menu" role="list" ?hidden=${!this.#menuOpen}>
      ${contact ? html`<li>${link(contact, words.person)}</li>` : nothing}
      ${privacy ? html`<li>${link(privacy, words.privacy)}</li>` : nothing}
      ${
        some
          ? [
              act(words.copy, () => this.#copy()),
              act(words.download, () => this.#download()),
              act(words.print, () => onPaper(messages, today())),
              trouble || busy ? nothing : act(words.again, () => this.#send({ text: words.again }, words.again)),
              act(words.erase, () => this.#askErase()),
            ]
          : nothing
      }
      ${erased ? html`<li><button @click=${() => this.#renew()}>${words.startNew}</button></li>` : nothing}
    </ul>`;
  }

  // Messages

  #item(message: Message, index: number): TemplateResult {
    const { messages, busy, trouble } = this.#talk;
    const later = messages.slice(index + 1);
    const answer = later.find(({ from }) => from === "user");
    const live = trouble?.way !== "ended";
    const newestFacts = live && !later.some(({ blocks }) => blocks?.some(({ type }) => type === "fact"));
    const press = newestFacts ? (id: string, title: string) => void this.#choose(id, title) : undefined;
    const mine = message.from === "user";
    const isCard = message.kind === "decision" || message.kind === "summary";
    return html`<li class=${mine ? "mine" : message.kind} data-seq=${message.seq}>
      <p class="who">${mine ? words.you : words.assistant}</p>
      <div class=${isCard ? "bubble card" : "bubble"}>
        ${body(message, { press, busy })} ${message.kind === "greeting" ? this.#help() : nothing}
        ${this.#calendar(message)} ${sources(message)}
      </div>
      ${message.choices?.length ? this.#choices(message.seq, message.choices, answer, live) : nothing}
    </li>`;
  }

  #onItsWay(): TemplateResult | typeof nothing {
    const { unsent, busy } = this.#talk;
    if (!busy || !unsent) return nothing;
    return html`<li class="mine sending">
      <p class="who">${words.you}</p>
      <div class="bubble"><p dir="auto">${unsent.shown}</p></div>
    </li>`;
  }

  #choices(seq: number, choices: Choice[], answer: Message | undefined, live: boolean): TemplateResult {
    const pressed = answer && choices.find(({ title }) => title === answer.text);
    return html`<ul class="choices" role="list">
        ${choices.map(
          ({ id, title }) => html`<li>
          <button
            class=${title === pressed?.title ? "chosen" : ""}
            ?disabled=${!!answer || !live}
            aria-disabled=${this.#talk.busy ? "true" : "false"}
            @click=${() => this.#choose(id, title, seq)}
          >${title}</button>
        </li>`,
        )}
      </ul>
      ${pressed ? html`<p class="chose" tabindex="-1">${words.chose} “${pressed.title}”</p>` : nothing}`;
  }

  #calendar(message: Message): TemplateResult | typeof nothing {
    if (!message.decision || !hasDateAhead(message.decision)) return nothing;
    const add = () => this.#addToCalendar(message.seq);
    return html`<p class="actions"><button class="small" @click=${add}>${words.calendar}</button></p>`;
  }

  #help(): TemplateResult | typeof nothing {
    const { contact, privacy } = this.#options;
    if (!contact && !privacy) return nothing;
    return html`<p class="help">
      ${contact ? link(contact, words.person) : nothing} ${privacy ? link(privacy, words.privacy) : nothing}
    </p>`;
  }

  #waitingWords(): string {
    const { waiting, messages } = this.#talk;
    return waiting === "replying" && !messages.length ? words.opening : words[waiting || "replying"];
  }

  // A date

  #dateForm(): TemplateResult | typeof nothing {
    const { messages, busy, trouble } = this.#talk;
    const asked = messages[messages.length - 1]?.expects === "date";
    if (!asked || busy || trouble?.way === "ended") return nothing;
    const wrong = this.#problem && this.#problem.field !== "words" ? this.#problem : undefined;
    const part = (name: DatePart) => {
      const isWrong = wrong?.field === name;
      const keep = (event: InputEvent) => {
        this.#date = { ...this.#date, [name]: (event.target as HTMLInputElement).value };
      };
      return html`<label for=${name}>${words[name]}
        <input id=${name} inputmode=${name === "month" ? "text" : "numeric"} autocomplete="off"
          .value=${this.#date[name]} @input=${keep} aria-invalid=${isWrong ? "true" : "false"}
          aria-describedby=${isWrong ? "date-hint date-wrong" : "date-hint"} /></label>`;
    };
    return html`<form class=${wrong ? "date wrong" : "date"} novalidate @submit=${this.#sendDate}>
      <fieldset>
        <legend>${words.date}</legend>
        <p class="hint" id="date-hint">${words.dateHint}</p>
        ${wrong ? html`<p class="problem" id="date-wrong">${wrong.text}</p>` : nothing}
        <div class="parts">
          ${part("day")} ${part("month")} ${part("year")}
          <button class="small">${words.sendDate}</button>
        </div>
      </fieldset>
    </form>`;
  }

  readonly #sendDate = (event: Event): void => {
    event.preventDefault();
    const read = readDate(this.#date);
    if ("problem" in read) return this.#putRight(read.problem, read.part);
    void this.#send(read.content, read.shown);
  };

  // The foot of the panel: what stands in the way, and the message field

  #foot(): TemplateResult {
    const [talk, erasing] = [this.#talk, this.#erasing];
    if (erasing) return this.#eraseForm();
    const over = talk.trouble?.way === "ended" || talk.erased;
    return html`<div class="foot">
      ${talk.ending === "soon" ? this.#notice(words.endsSoon, words.keepOpen, () => talk.extend()) : nothing}
      ${talk.ending === "last" ? html`<p class="bar">${words.lastMinutes}</p>` : nothing}
      ${talk.erased ? this.#notice(words.erased, words.startNew, () => this.#renew()) : nothing}
      ${this.#note ? html`<p class="bar">${this.#note}</p>` : nothing}
      ${this.#trouble()} ${over ? nothing : this.#form()}
    </div>`;
  }

  #trouble(): TemplateResult | typeof nothing {
    const { trouble, messages } = this.#talk;
    if (!trouble || trouble.way === "change") return nothing;
    const { contact } = this.#options;
    const ended = trouble.way === "ended";
    const action = () => (ended ? this.#renew() : this.#talk.again());
    return html`${this.#notice(trouble.text, ended ? words.startNew : words.tryAgain, action, !ended)}
    ${!messages.length && contact ? html`<p class="help">${link(contact, words.person)}</p>` : nothing}`;
  }

  #notice(text: string, title: string, action: () => void, wrong = false): TemplateResult {
    const act = () => {
      action();
      this.#focusField();
    };
    return html`<div class=${wrong ? "bar wrong" : "bar"}>
      <p>${text}</p>
      <button class="small" @click=${act}>${title}</button>
    </div>`;
  }

  #form(): TemplateResult {
    const { draft, busy, trouble, unsent } = this.#talk;
    const refused = trouble?.way === "change" ? trouble.text : undefined;
    const wrong = refused ?? (this.#problem?.field === "words" ? this.#problem.text : undefined);
    const isOnItsWay = busy && draft.trim() === unsent?.shown;
    const left = LIMIT - draft.length;
    return html`<form class=${wrong ? "wrong" : ""} novalidate @submit=${this.#sendWords}>
      <label for="words">${words.field}</label>
      <p class="hint" id="keys">${words.keys} ${words.noPupils}</p>
      ${wrong ? html`<p class="problem" id="wrong">${wrong}</p>` : nothing}
      <div class="line">
        <textarea id="words" rows="1" autocomplete="off" dir="auto" .value=${isOnItsWay ? "" : draft} ?readonly=${busy}
          aria-invalid=${wrong ? "true" : "false"} aria-describedby=${wrong ? "wrong keys count" : "keys count"}
          @input=${this.#onInput} @keydown=${this.#onFieldKey}></textarea>
        <button class="send" aria-disabled=${busy ? "true" : "false"}>${words.send}</button>
      </div>
      <p class="count" id="count" ?hidden=${draft.length < COUNT_FROM}>
        ${left < 0 ? words.over(-left) : words.left(left)}
      </p>
    </form>`;
  }

  readonly #onInput = (event: InputEvent): void => {
    this.#problem = undefined;
    this.#talk.draft = (event.target as HTMLTextAreaElement).value;
    void this.#update();
  };

  readonly #onFieldKey = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#sendWords(event);
  };

  readonly #sendWords = (event: Event): void => {
    event.preventDefault();
    if (this.#talk.busy) return;
    const text = this.#talk.draft.trim();
    if (!text) return this.#putRight(words.empty, "words");
    if (text.length > LIMIT) return this.#putRight(words.tooLong(text.length), "words");
    void this.#send({ text }, text);
    this.#focusField();
  };

  async #send(...said: Parameters<Conversation["send"]>): Promise<void> {
    this.#problem = undefined;
    this.#note = "";
    const isDate = this.#find(".date")?.matches(":focus-within");
    await this.#talk.send(...said);
    if (!this.#talk.trouble) this.#date = NO_DATE;
    if (isDate || this.#talk.trouble?.way === "change") this.#focusField();
  }

  /** A choice cannot be pressed again, so the focus goes from it to what says that it was chosen. */
  async #choose(id: string, title: string, seq?: number): Promise<void> {
    if (this.#talk.busy) return;
    await this.#send({ choice: id }, title);
    await this.#update();
    if (seq && !this.#talk.trouble)
      this.#find<HTMLElement>(`[data-seq="${seq}"] .chose`)?.focus({ preventScroll: true });
    else if (!this.#shadow.activeElement) this.#focusField();
  }

  async #addToCalendar(seq: number): Promise<void> {
    try {
      save(await this.#talk.calendar(seq), "senco-dates.ics");
      this.#tell(words.calendarSaved);
    } catch {
      this.#tell(words.calendarFailed);
    }
  }

  // Options

  #toggleMenu(): void {
    this.#menuOpen = !this.#menuOpen;
    this.#note = "";
    void this.#update();
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(asText(this.#talk.messages, today()));
      this.#tell(words.copied);
    } catch {
      this.#tell(words.copyFailed);
    }
    this.#find<HTMLElement>("#options")?.focus();
  }

  #download(): void {
    save(asPage(this.#talk.messages, today()), "senco-conversation.html");
    this.#tell(words.downloaded);
    this.#find<HTMLElement>("#options")?.focus();
  }

  #askErase(): void {
    this.#erasing = true;
    void this.#update().then(() => this.#find<HTMLElement>("#erase")?.focus());
  }

  #eraseForm(): TemplateResult {
    const leave = () => {
      this.#erasing = false;
      this.#focusField();
    };
    const erase = async () => {
      const erased = await this.#talk.erase();
      leave();
      if (erased) this.#announce(words.erased);
      else this.#tell(words.eraseFailed);
    };
    return html`<div class="foot" role="group" aria-labelledby="erase">
      <h3 id="erase" tabindex="-1">${words.eraseTitle}</h3>
      <p>${words.eraseText}</p>
      <p class="actions">
        <button class="small danger" @click=${erase}>${words.eraseYes}</button>
        <button class="small" @click=${leave}>${words.eraseNo}</button>
      </p>
    </div>`;
  }

  #renew(): void {
    this.#shownLast = 0;
    this.#menuOpen = false;
    void this.#talk.renew();
    this.#focusField();
  }

  // Opening, closing, focus

  #open(): void {
    this.#isOpen = true;
    this.#shownLast = 0;
    void this.#update();
    this.#focusField();
    void this.#talk.open();
  }

  #close(focus = true): void {
    this.#isOpen = false;
    this.#menuOpen = false;
    this.#erasing = false;
    void this.#update();
    if (focus) void this.#update().then(() => this.#find<HTMLElement>(".launcher")?.focus());
  }

  /** A press outside puts the open options away. */
  readonly #onClick = (event: MouseEvent): void => {
    if (this.#menuOpen && !(event.target as Element).closest("header")) this.#toggleMenu();
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !this.#isOpen) return;
    event.stopPropagation();
    if (this.#menuOpen) {
      this.#toggleMenu();
      this.#find<HTMLElement>("#options")?.focus();
    } else if (this.#erasing) {
      this.#erasing = false;
      this.#focusField();
    } else this.#close();
  };

  /** Where the panel fills the screen, the page behind it must not have the focus unseen. */
  readonly #onFocusOut = (event: FocusEvent): void => {
    const to = event.relatedTarget;
    const panel = this.#find("#panel");
    if (!this.#isOpen || !(to instanceof Node) || this.contains(to) || this.#shadow.contains(to)) return;
    if (panel!.clientWidth >= document.documentElement.clientWidth) this.#close(false);
  };

  #putRight(text: string, field: Problem["field"]): void {
    this.#problem = { text, field };
    this.#announce(text);
    void this.#update().then(() => this.#find<HTMLElement>(`#${field}`)?.focus());
  }

  #focusField(): void {
    void this.#update().then(() => {
      const field = this.#find<HTMLElement>("#words") ?? this.#find<HTMLElement>(".bar button");
      field?.focus({ preventScroll: true });
    });
  }

  /** Say what has come of something, for eyes and ears. */
  #tell(text: string): void {
    this.#note = text;
    this.#announce(text);
    void this.#update();
  }

  /** Have a screen reader say `text` once: a new element in the status region, even for the same words again. */
  #announce(text: string): void {
    const said = document.createElement("p");
    said.textContent = text;
    this.#find('[role="status"]')?.replaceChildren(said);
  }

  #reveal(item: Element | null): void {
    if (!item) return;
    const scroll = this.#find(".scroll")!;
    const scroller = scroll.scrollHeight > scroll.clientHeight ? scroll : this.#find("#panel")!;
    scroller.scrollTop += item.getBoundingClientRect().top - scroller.getBoundingClientRect().top - 12;
  }

  #find<T extends Element>(selector: string): T | null {
    return this.#shadow.querySelector<T>(selector);
  }
}

function hasDateAhead({ deadline, as_of }: Decision): boolean {
  return !!deadline && deadline > as_of;
}

function today(): string {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}
