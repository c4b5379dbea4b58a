/** The script that a site includes once: it defines <training-chat> and puts one on the page. */

import { type Options, TrainingChat } from "./element";

const TAG = "training-chat";

// Only a classic script knows its own tag, and only while it runs.
const script = document.currentScript as HTMLScriptElement | null;

function options(): Options {
  const given = script?.dataset ?? {};
  const api = given["api"] ?? new URL("../..", script?.src ?? location.href).href;
  return {
    api: api.replace(/\/$/, ""),
    lang: given["lang"] ?? "en-GB",
    dir: given["dir"] === "rtl" ? "rtl" : "ltr",
    contact: given["contactUrl"],
    privacy: given["privacyUrl"],
    launcher: given["launcher"],
  };
}

if (!customElements.get(TAG)) {
  TrainingChat.options = options();
  customElements.define(TAG, TrainingChat);
  const place = () => document.querySelector(TAG) ?? document.body.append(document.createElement(TAG));
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", place);
  else place();
}
