/** One conversation with the assistant: what was said, what is under way, and what went wrong. No page here. */

import { type Content, type Message, Refused, type Reply, request } from "./protocol";
import { words } from "./strings";

/** What stands in the way. `again`: the visitor may try again; `ended`: only a new conversation helps. */
export interface Trouble {
  text: string;
  way: "change" | "wait" | "again" | "ended";
}

interface Unsent {
  id: string;
  content: Content;
  shown: string;
}

interface Kept {
  key?: string;
  token?: string;
  ends?: number;
  draft?: string;
  unsent?: Unsent | undefined;
}

const PAUSES = [1, 2, 4, 8];
const LONGEST_WAIT = 60;
const REPLYING_MS = 500;
const SLOW_MS = 10_000;
const POLL_MS = 500;
const WARNING_MS = 120_000;

export class Conversation {
  messages: Message[] = [];
  trouble: Trouble | undefined;
  waiting: "" | "replying" | "slow" = "";
  busy = false;
  ending: "" | "soon" | "last" = "";
  erased = false;

  readonly #api: string;
  readonly #changed: () => void;
  readonly #tell: (text: string) => void;
  readonly #place: string;
  #kept: Kept;
  #attempt = 0;
  #retry: number | undefined;
  #alarm: number | undefined;
  #work: (() => Promise<void>) | undefined;
  #tabs: BroadcastChannel;

  /** `changed` is called after every change; `tell` has a screen reader say something once. */
  constructor(api: string, changed: () => void, tell: (text: string) => void) {
    this.#api = api;
    this.#changed = changed;
    this.#tell = tell;
    this.#place = `training-chat ${api}`;
    this.#kept = stored(this.#place);
    this.#tabs = new BroadcastChannel(this.#place);
    this.#tabs.onmessage = (event) => event.data === this.#kept.key && this.refresh();
    addEventListener("online", () => this.#retry && this.again());
    document.addEventListener("visibilitychange", () => document.hidden || this.refresh());
  }

  /** Whether this tab holds a conversation from before. */
  get started(): boolean {
    return !!this.#kept.token;
  }

  /** The words that are on their way, or did not arrive. */
  get unsent(): Unsent | undefined {
    return this.#kept.unsent;
  }

  get draft(): string {
    return this.#kept.draft ?? "";
  }

  /** Keep what is typed. Other words than those that did not arrive are a new message. */
  set draft(text: string) {
    if (text === this.draft) return;
    const content = this.unsent?.content;
    const isNew = content && "text" in content && text.trim() !== content.text;
    if (isNew && !this.busy) this.#drop();
    this.#keep({ draft: text });
    if (this.trouble?.way === "change") this.trouble = undefined;
    this.#changed();
  }

  /** Show the conversation of this tab, or begin one. */
  async open(): Promise<void> {
    if (this.messages.length || this.busy || this.erased) return this.refresh();
    await this.#run(this.started ? () => this.#resume() : () => this.#begin());
  }

  /** Say something; a failure leaves it in `unsent`, to be sent again under the same id. */
  async send(content: Content, shown: string): Promise<void> {
    if (this.busy) return;
    if (this.#work && JSON.stringify(this.unsent?.content) === JSON.stringify(content)) return this.again();
    this.#keep({ unsent: { id: newId(), content, shown } });
    await this.#run(() => this.#deliver());
  }

  /** Try at once what failed. */
  async again(): Promise<void> {
    if (this.#work && !this.busy) await this.#run(this.#work, this.#attempt);
  }

  /** Leave the ended or deleted conversation behind. */
  async renew(): Promise<void> {
    this.#forget();
    this.erased = false;
    await this.#run(() => this.#begin());
  }

  /** Fetch what another tab, or a turn that outlived its page, has added. */
  async refresh(): Promise<void> {
    if (!this.messages.length || this.busy || this.trouble) return;
    await this.#catchUp().catch((fault) => {
      if (fault instanceof Refused && fault.status === 401) this.#end();
    });
    this.#changed();
  }

  /** Put off the end of the session. */
  async extend(): Promise<void> {
    const before = this.#kept.ends ?? 0;
    await this.refresh();
    if ((this.#kept.ends ?? 0) <= before) this.ending = "last";
    this.#tell(this.ending ? words.lastMinutes : words.keptOpen);
    this.#changed();
  }

  /** Delete the conversation, and return whether it is gone. */
  async erase(): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.#changed();
    try {
      await this.#eraseAll();
      return true;
    } catch {
      return false;
    } finally {
      this.busy = false;
      this.#changed();
    }
  }

  /** The calendar file of a decision. Throws when there is none to be had. */
  async calendar(seq: number): Promise<Blob> {
    const response = await request(`${this.#api}/messages/${seq}/calendar.ics`, "GET", this.#kept.token);
    return response.blob();
  }

  /** Delete the conversation on the server, then here. One that the server does not know is gone already. */
  async #eraseAll(): Promise<void> {
    await request(`${this.#api}/session`, "DELETE", this.#kept.token).catch((fault) => {
      if (!(fault instanceof Refused && fault.status === 401)) throw fault;
    });
    this.#tabs.postMessage(this.#kept.key);
    this.#forget();
    this.erased = true;
  }

  async #begin(): Promise<void> {
    this.#take(await this.#fetch("/session", { greet: true }));
    this.#keep({ key: newId() });
  }

  async #resume(): Promise<void> {
    try {
      if (this.unsent) await this.#deliver(true);
      await this.#catchUp(true);
    } catch (fault) {
      if (!(fault instanceof Refused && fault.status === 401)) throw fault;
      this.#forget();
      await this.#begin();
    }
  }

  async #deliver(resuming = false): Promise<void> {
    const { id, content } = this.unsent!;
    try {
      const reply = await this.#fetch("/messages", { id, ...content });
      this.#delivered(content);
      if (resuming) return;
      if (reply.said && reply.said.seq !== this.#last + 1) await this.#catchUp();
      else this.#take({ ...reply, messages: [...(reply.said ? [reply.said] : []), ...reply.messages] });
      if (this.messages.some(({ erase }) => erase)) await this.#eraseAll();
    } catch (fault) {
      // What the server will never take is for the visitor to change, on opening the page too.
      if (fault instanceof Refused && [400, 413, 415, 422].includes(fault.status)) this.#keep({ unsent: undefined });
      if (!resuming || this.unsent) throw fault;
    }
    this.#tabs.postMessage(this.#kept.key);
  }

  #delivered(content: Content): void {
    const gone = "text" in content && this.draft.trim() === content.text;
    this.#keep(gone ? { unsent: undefined, draft: "" } : { unsent: undefined });
  }

  async #catchUp(silent = false): Promise<void> {
    let history = await this.#fetch(`/messages?after=${this.#last}`);
    this.#take(history, silent);
    while (history.pending) {
      await pause(POLL_MS);
      history = await this.#fetch(`/messages?after=${this.#last}`);
      this.#take(history);
    }
  }

  get #last(): number {
    return this.messages[this.messages.length - 1]?.seq ?? 0;
  }

  #take(reply: Reply, silent = false): void {
    const fresh = reply.messages.filter((message) => message.seq > this.#last);
    if (!fresh.length) return;
    this.messages = [...this.messages, ...fresh];
    const heard = fresh.filter((message) => message.from === "assistant");
    if (!silent && heard.length) this.#tell(heard.map((message) => message.text).join("\n\n"));
    this.#changed();
  }

  async #fetch(path: string, body?: unknown): Promise<Reply> {
    const response = await request(this.#api + path, body ? "POST" : "GET", this.#kept.token, body);
    const reply: Reply = await response.json();
    if (reply.token) this.#keep({ token: reply.token, ends: Date.parse(reply.expires_at ?? "") });
    // With a clock that is wrong by hours there is no warning, only the end.
    if ((this.#kept.ends ?? 0) > Date.now()) this.#watch();
    return reply;
  }

  /** Do `work` with everything shown that a visitor must know: that it runs, that it lasts, that it failed. */
  async #run(work: () => Promise<void>, attempt = 0): Promise<void> {
    this.#clearRetry();
    this.#work = work;
    this.#attempt = attempt;
    this.busy = true;
    this.trouble = undefined;
    const timers = [this.#waitFor("replying", REPLYING_MS), this.#waitFor("slow", SLOW_MS)];
    this.#changed();
    try {
      await work();
      this.#work = undefined;
    } catch (fault) {
      this.#recover(fault);
    } finally {
      timers.forEach(clearTimeout);
      this.waiting = "";
      this.busy = false;
      this.#changed();
    }
  }

  #waitFor(state: "replying" | "slow", ms: number): number {
    return setTimeout(() => {
      this.waiting = state;
      this.#tell(words[state]);
      this.#changed();
    }, ms);
  }

  #recover(fault: unknown): void {
    const refused = fault instanceof Refused ? fault : undefined;
    if (refused?.status === 401) return this.#end();
    if (refused && refused.status < 500 && ![409, 429].includes(refused.status)) {
      return this.#complain(
        refused.message || words.notSent,
        this.unsent || !this.messages.length ? "again" : "change",
      );
    }
    const failed = refused?.message || (this.messages.length ? words.notSent : words.notOpened);
    const seconds = refused?.retryAfter ?? PAUSES[this.#attempt];
    if (seconds === undefined || seconds > LONGEST_WAIT || this.#attempt >= PAUSES.length)
      return this.#complain(failed, "again");
    this.#attempt += 1;
    this.#retry = setTimeout(() => this.again(), seconds * 1000);
    const how = !navigator.onLine ? words.offline : refused?.retryAfter ? words.wait(seconds) : words.retrying;
    this.#complain(`${failed} ${how}`, "wait");
  }

  #complain(text: string, way: Trouble["way"]): void {
    this.trouble = { text, way };
    if (this.#attempt < 2 || way !== "wait") this.#tell(text);
  }

  #end(): void {
    this.ending = "";
    this.#complain(words.ended, "ended");
  }

  /** Warn before the session ends, and say so when it has. */
  #watch(): void {
    clearTimeout(this.#alarm);
    const left = (this.#kept.ends ?? 0) - Date.now();
    const next = left > WARNING_MS ? left - WARNING_MS : left;
    if (left > WARNING_MS) this.ending = "";
    else if (left <= 0) this.#end();
    else if (!this.ending) {
      this.ending = "soon";
      this.#tell(words.endsSoon);
    }
    if (left > 0) this.#alarm = setTimeout(() => this.#watch(), next);
    this.#changed();
  }

  #drop(): void {
    this.#clearRetry();
    this.#work = undefined;
    this.trouble = undefined;
    this.#keep({ unsent: undefined });
  }

  #clearRetry(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
  }

  #forget(): void {
    this.#drop();
    clearTimeout(this.#alarm);
    this.ending = "";
    this.messages = [];
    this.#kept = {};
    store(this.#place, "{}");
  }

  #keep(what: Kept): void {
    this.#kept = { ...this.#kept, ...what };
    store(this.#place, JSON.stringify(this.#kept));
  }
}

/** A browser may forbid storage; the conversation then lasts as long as the page. */
function stored(place: string): Kept {
  try {
    return JSON.parse(sessionStorage.getItem(place) ?? "{}");
  } catch {
    return {};
  }
}

function store(place: string, value: string): void {
  try {
    sessionStorage.setItem(place, value);
  } catch {
    // see stored()
  }
}

function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
