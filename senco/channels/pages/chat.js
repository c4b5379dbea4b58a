/* The sample page's chat: plain elements, plain fetch, and every word of a message set as text. */
"use strict";

(() => {
  const API = "/webhooks/web";
  const STORED_TOKEN = "senco-token";
  const TEXT_LIMIT = 1000;
  const POLL_MS = 500;
  const NO_USE_TRYING = [400, 403, 413, 415, 422];
  const MONTHS = ["January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December"];

  const byId = (id) => document.getElementById(id);
  const list = byId("conversation");
  const words = byId("words");
  const dateForm = byId("date-form");
  const problem = byId("problem");
  const sendButton = document.querySelector("#text-form .primary");

  let token = sessionStorage.getItem(STORED_TOKEN);
  let lastSeq = 0;
  let busy = false;

  class Refused extends Error {
    constructor(status, code, text) {
      super(text);
      this.status = status;
      this.code = code;
    }
  }

  async function call(method, path, body) {
    const headers = {};
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body) headers["Content-Type"] = "application/json";
    const reply = await fetch(API + path, { method, headers, body: body && JSON.stringify(body) });
    const data = reply.status === 204 ? {} : await reply.json();
    if (!reply.ok) throw new Refused(reply.status, data.error.code, data.error.text);
    if (data.token) keepToken(data.token);
    return data;
  }

  function keepToken(value) {
    token = value;
    if (value) sessionStorage.setItem(STORED_TOKEN, value);
    else sessionStorage.removeItem(STORED_TOKEN);
  }

  // Building the page

  function make(tag, text, className) {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  }

  function govDate(iso) {
    const [year, month, day] = iso.split("-").map(Number);
    return `${day} ${MONTHS[month - 1]} ${year}`;
  }

  function choiceButton(id, title) {
    const button = make("button", title);
    button.type = "button";
    button.addEventListener("click", () => {
      if (busy) return;
      button.classList.add("chosen");
      say({ choice: id });
    });
    return button;
  }

  function deadline(label, value) {
    const box = make("p", undefined, "deadline");
    box.append(make("span", label), make("strong", value));
    return box;
  }

  function factRow(block) {
    const row = make("div");
    row.append(make("dt", block.label), make("dd", block.value));
    if (block.choice) {
      const cell = make("dd");
      cell.append(choiceButton(block.choice, block.title || `Change ${block.label}`));
      row.append(cell);
    }
    return row;
  }

  function addBlock(bubble, block) {
    if (block.type === "heading") bubble.append(make("h3", block.text));
    else if (block.type === "paragraph") bubble.append(make("p", block.text));
    else if (block.type === "deadline") bubble.append(deadline(block.label, block.value));
    else if (block.type === "list") {
      const items = make("ul");
      for (const item of block.items) items.append(make("li", item));
      bubble.append(items);
    } else if (block.type === "fact") {
      if (!bubble.lastChild || bubble.lastChild.tagName !== "DL") bubble.append(make("dl", undefined, "facts"));
      bubble.lastChild.append(factRow(block));
    }
  }

  function sourceItem(source) {
    const item = make("li");
    if (source.url) {
      const link = make("a", source.title);
      link.href = source.url;
      link.rel = "noopener noreferrer";
      item.append(link);
    } else item.append(source.title);
    const notes = [source.publisher, source.version && `version ${source.version}`,
      source.checked && `checked ${govDate(source.checked)}`];
    item.append(` (${notes.filter(Boolean).join(", ")})`);
    return item;
  }

  function bubbleOf(message) {
    const bubble = make("div", undefined, "bubble");
    const blocks = message.blocks || [];
    if (blocks.length) for (const block of blocks) addBlock(bubble, block);
    else bubble.append(make("p", message.text));
    const due = message.decision && message.decision.deadline;
    if (due && !blocks.some((block) => block.type === "deadline")) bubble.append(deadline("Deadline", govDate(due)));
    if (message.sources && message.sources.length) {
      const details = make("details");
      const sources = make("ul");
      for (const source of message.sources) sources.append(sourceItem(source));
      details.append(make("summary", `Sources (${message.sources.length})`), sources);
      bubble.append(details);
    }
    return bubble;
  }

  function show(message) {
    if (message.seq <= lastSeq) return false;
    lastSeq = message.seq;
    const fromUser = message.from === "user";
    const item = make("li", undefined, fromUser ? "user" : message.kind);
    item.append(make("p", fromUser ? "You" : "Assistant", "who"), bubbleOf(message));
    for (const button of list.querySelectorAll(".choices button")) button.disabled = true;
    if (message.choices && message.choices.length) {
      const choices = make("ul", undefined, "choices");
      for (const choice of message.choices) {
        const option = make("li");
        option.append(choiceButton(choice.id, choice.title));
        choices.append(option);
      }
      item.append(choices);
    }
    list.append(item);
    if (!fromUser) dateForm.hidden = message.expects !== "date";
    return !fromUser;
  }

  function showAll(messages, announced = true) {
    const fresh = messages.filter(show);
    if (!fresh.length) return;
    if (announced) byId("status").textContent = fresh.map((message) => message.text).join("\n");
    const newest = list.lastElementChild;
    if (newest.offsetHeight < window.innerHeight / 2) byId("text-form").scrollIntoView({ block: "nearest" });
    else newest.scrollIntoView({ block: "start" });
  }

  function setBusy(value) {
    busy = value;
    words.readOnly = value;
    sendButton.setAttribute("aria-disabled", String(value));
    byId("progress").hidden = !value;
  }

  function complain(text, actionTitle, action) {
    problem.replaceChildren(make("p", text));
    if (!action) return;
    const button = make("button", actionTitle);
    button.type = "button";
    button.addEventListener("click", () => { problem.replaceChildren(); action(); });
    problem.append(button);
  }

  // Talking

  async function begin() {
    keepToken(null);
    list.replaceChildren();
    lastSeq = 0;
    dateForm.hidden = true;
    await attempt(async () => showAll((await call("POST", "/session", { greet: true })).messages), begin);
  }

  async function resume() {
    let history = await call("GET", "/messages?after=0");
    showAll(history.messages, false);
    await follow(history);
  }

  async function follow(history) {
    while (history.pending) {
      await new Promise((done) => setTimeout(done, POLL_MS));
      history = await call("GET", `/messages?after=${lastSeq}`);
      showAll(history.messages);
    }
  }

  /* Run work while the page shows that it is busy; offer to try again when it fails. */
  async function attempt(work, again) {
    setBusy(true);
    problem.replaceChildren();
    try {
      await work();
      return true;
    } catch (error) {
      if (error instanceof Refused && error.status === 401) complain(error.message, "Start a new conversation", begin);
      else if (error instanceof Refused && NO_USE_TRYING.includes(error.status)) complain(error.message);
      else if (error instanceof Refused) complain(error.message, "Try again", again);
      else complain("The message was not sent. Check your connection, then try again.", "Try again", again);
      return false;
    } finally {
      setBusy(false);
    }
  }

  function newId() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  async function say(content, id = newId()) {
    if (busy) return false;
    const sent = await attempt(async () => {
      const reply = await call("POST", "/messages", { id, ...content });
      if (reply.said && reply.said.seq !== lastSeq + 1) {
        showAll((await call("GET", `/messages?after=${lastSeq}`)).messages);
      } else showAll([reply.said, ...reply.messages].filter(Boolean));
    }, () => say(content, id).then((done) => done && content.text && clearText(content.text)));
    words.focus({ preventScroll: true });
    return sent;
  }

  function clearText(text) {
    if (words.value.trim() === text) words.value = "";
    count();
  }

  function count() {
    const length = words.value.length;
    const left = TEXT_LIMIT - length;
    const limit = TEXT_LIMIT.toLocaleString("en-GB");
    if (left < 0) byId("words-count").textContent = `${-left} characters over the limit of ${limit}.`;
    else byId("words-count").textContent = left <= TEXT_LIMIT / 5 ? `${left} characters left.` : "";
  }

  async function sendText(event) {
    event.preventDefault();
    const text = words.value.trim();
    if (busy) return;
    if (!text) complain("Type your question, then send it.");
    else if (await say({ text })) clearText(text);
    words.focus({ preventScroll: true });
  }

  async function sendDate(event) {
    event.preventDefault();
    const parts = [["year", 4], ["month", 2], ["day", 2]];
    const iso = parts.map(([name, size]) => byId(name).value.trim().padStart(size, "0")).join("-");
    if (await say({ date: iso })) for (const [name] of parts) byId(name).value = "";
  }

  async function forget() {
    if (busy || !confirm("Delete this conversation? It cannot be brought back.")) return;
    if (await attempt(() => call("DELETE", "/session"), forget)) {
      await begin();
      byId("status").textContent = "Your conversation is deleted. A new one has begun.";
    }
  }

  byId("text-form").addEventListener("submit", sendText);
  dateForm.addEventListener("submit", sendDate);
  byId("forget").addEventListener("click", forget);
  words.addEventListener("input", count);
  words.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    byId("text-form").requestSubmit();
  });

  if (token) attempt(resume, resume);
  else begin();
})();
