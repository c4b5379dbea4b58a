/** The look. Sizes follow the page's text size; line height and spacing are inherited so that a reader may change them. */

export const styles = `
:host {
  all: initial;
  --accent: var(--training-chat-accent, #0b5563);
  --on-accent: var(--training-chat-on-accent, #fff);
  --tint: #eef3f4;
  --tint: color-mix(in srgb, var(--accent) 9%, #fff);
  --ink: #1b262c;
  --soft: #4d5a62;
  --edge: #707d86;
  --hair: #dbe1e5;
  --wrong: #b3161c;
  --radius: var(--training-chat-radius, .75em);
  font: max(1rem, 16px)/1.5 var(--training-chat-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif);
  color: var(--ink);
  color-scheme: light;
}
* { box-sizing: border-box; margin: 0; padding: 0; }
[hidden] { display: none !important; }
button, textarea, input { font: inherit; letter-spacing: inherit; word-spacing: inherit; color: inherit; }
button { cursor: pointer; min-height: 2.75em; min-width: 2.75em; border: 2px solid var(--accent); border-radius: .5em; background: #fff; color: var(--accent); padding: .375em 1em; text-align: start; }
button:hover { background: var(--tint); }
a { color: var(--accent); overflow-wrap: anywhere; }
a[href^="tel:"] { white-space: nowrap; }
a:hover { text-decoration-thickness: .15em; }
h2, h3 { font-size: 1.0625em; }
ul { list-style: none; }
:focus-visible { outline: 3px solid #0b0c0c; outline-offset: 2px; box-shadow: 0 0 0 2px #fff; border-radius: .25em; }
:is(textarea, input):focus-visible { outline-color: var(--accent); outline-offset: 0; box-shadow: none; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.root { position: fixed; inset: auto 0 0 auto; inset-inline: auto 0; z-index: var(--training-chat-layer, 2147483000); padding: 1em; display: flex; flex-direction: column-reverse; align-items: flex-end; gap: .75em; max-height: 100dvh; max-width: 100vw; pointer-events: none; }
.launcher, .panel { pointer-events: auto; }
.launcher { display: flex; align-items: center; gap: .625em; min-height: 3.25em; padding: .5em 1.375em .5em 1.125em; border-radius: 2em; border-color: #fff; background: var(--accent); color: var(--on-accent); font-weight: 600; box-shadow: 0 .25em 1em rgb(0 0 0 / 25%); }
.launcher:focus-visible { border-radius: 2em; box-shadow: 0 0 0 3px #fff; outline-offset: 3px; }
.launcher:hover, .send:hover, header > button:hover { background: #000; background: color-mix(in srgb, var(--accent) 82%, #000); }
svg { flex: none; fill: none; stroke: currentColor; stroke-width: 2; stroke-linejoin: round; }

.panel { container: panel / size; display: flex; flex-direction: column; width: min(27em, 100vw - 2em); height: min(46em, 100dvh - 6.5em); background: #fff; border: 1px solid var(--hair); border-radius: var(--radius); overflow: auto; box-shadow: 0 1em 3em rgb(16 34 42 / 28%); }
header { position: relative; flex: none; display: flex; align-items: center; gap: .25em; padding: .75em .625em .75em 1.25em; padding-inline: 1.25em .625em; background: var(--accent); color: var(--on-accent); }
header > div { flex: 1; min-width: 0; }
header p { font-size: .875em; }
header > button { border-color: transparent; background: none; color: inherit; padding: .375em .75em; text-decoration: underline; text-underline-offset: .2em; }
header > button:focus-visible { outline-color: #fff; outline-offset: -2px; box-shadow: inset 0 0 0 5px #0b0c0c; }
#menu { position: absolute; z-index: 1; inset-block-start: calc(100% - .25em); inset-inline-end: .5em; min-width: 16em; max-width: calc(100% - 1em); padding: .5em; background: #fff; color: var(--ink); border: 1px solid var(--edge); border-radius: .5em; box-shadow: 0 .5em 1.5em rgb(16 34 42 / 25%); }
#menu button, #menu a { display: flex; align-items: center; width: 100%; min-height: 2.75em; padding: .25em .75em; border: 0; color: var(--ink); text-decoration: none; border-radius: .375em; }
#menu :is(a, button):hover { background: var(--tint); text-decoration: underline; }

.scroll { flex: 1; min-height: 0; overflow: auto; padding: 1.25em; background: #f7f9fa; }
.scroll:focus-visible { outline-offset: -4px; box-shadow: none; border-radius: 0; }
ol { list-style: none; display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.25em; }
.who { margin-block-end: .25em; font-size: .875em; font-weight: 600; color: var(--soft); }
.bubble { overflow-wrap: anywhere; display: grid; grid-template-columns: minmax(0, 1fr); gap: .75em; padding: .875em 1em; background: #fff; border: 1px solid var(--hair); border-radius: var(--radius); border-start-start-radius: .1875em; }
.mine { padding-inline-start: 3em; justify-self: end; }
.mine .who { text-align: end; }
.mine .bubble { background: var(--tint); border-color: var(--tint); border-start-start-radius: var(--radius); border-start-end-radius: .1875em; }
.plain { white-space: pre-line; }
.sending { opacity: .8; }
.bubble ul { display: grid; gap: .5em; padding-inline-start: 1.125em; list-style: disc; }
.bubble ul ::marker { color: var(--accent); }
.help { display: flex; flex-wrap: wrap; gap: .25em 1.25em; }
.help a { min-height: 2.75em; display: inline-flex; align-items: center; }

.card { padding: 1.25em; border-block-start: 5px solid var(--accent); border-radius: var(--radius); border-start-start-radius: .25em; border-start-end-radius: .25em; box-shadow: 0 .25em 1em rgb(16 34 42 / 9%); }
.card h3 { margin-block-start: .5em; }
.card .outcome { margin: 0; font-size: 1.1875em; }
.deadline { padding: 1em; border: 2px solid transparent; border-radius: .5em; background: var(--accent); color: var(--on-accent); }
.deadline > * { display: block; }
.deadline strong { font-size: 1.75em; }
.safe { margin-block-start: .5em; padding-block-start: .5em; border-block-start: 1px solid; }
.facts > div { display: flex; flex-wrap: wrap; align-items: center; gap: .25em 1em; padding: .625em 0; border-block-end: 1px solid var(--hair); }
.facts > div:last-child { border: 0; }
.decision .bubble > p:first-child { color: var(--soft); }
.facts dt { flex: 1 1 100%; font-size: .875em; color: var(--soft); }
.facts dd:nth-child(2) { flex: 1 1 0; min-width: 8em; font-weight: 600; }
.actions { display: flex; flex-wrap: wrap; gap: .5em; }
.note { display: block; font-size: .875em; color: var(--soft); }
summary { cursor: pointer; min-height: 2.75em; padding: .625em 0; color: var(--accent); font-weight: 600; }
.support .bubble { border: 2px solid var(--accent); background: var(--tint); }
.support a { font-weight: 700; }
.error .bubble { border-inline-start: 5px solid var(--wrong); }

.choices { display: flex; flex-wrap: wrap; gap: .5em; margin-block-start: .625em; }
.choices button:disabled { border-color: var(--hair); background: #fff; color: var(--soft); cursor: default; }
.choices .chosen:disabled { border-color: var(--edge); background: var(--tint); color: var(--ink); font-weight: 600; }
.chose { margin-block-start: .5em; font-size: .875em; color: var(--soft); }
.waiting { margin-block-start: 1em; color: var(--soft); }

.foot { flex: none; padding: .875em 1.25em 1.125em; background: #fff; border-block-start: 1px solid var(--hair); display: grid; grid-template-columns: minmax(0, 1fr); gap: .625em; }
label, legend { font-weight: 600; }
.hint, .count { font-size: .875em; color: var(--soft); }
.problem { color: var(--wrong); font-weight: 600; }
.line { display: flex; align-items: stretch; gap: .5em; margin-block-start: .375em; }
textarea { flex: 1; min-width: 0; min-height: 2.75em; max-height: 9em; resize: vertical; field-sizing: content; }
textarea, input { padding: .5em .625em; background: #fff; border: 2px solid var(--edge); border-radius: .375em; }
[aria-invalid="true"] { border-color: var(--wrong); }
.send { align-self: flex-end; background: var(--accent); color: var(--on-accent); font-weight: 600; }
[aria-disabled="true"] { opacity: .75; cursor: progress; }
.small { font-weight: 600; }
.danger { border-color: var(--wrong); background: var(--wrong); color: #fff; }
.danger:hover { background: #7d0f14; }
.date { margin-block-start: 1em; padding: 1em; background: #fff; border: 1px solid var(--hair); border-radius: var(--radius); }
fieldset { border: 0; min-width: 0; }
.parts { display: flex; flex-wrap: wrap; align-items: flex-end; gap: .75em; margin-block-start: .5em; }
.parts label { font-weight: 400; }
.parts input { display: block; width: 3.75em; min-height: 2.75em; }
#month { width: 6em; }
#year { width: 5em; }
.wrong .problem, .bar { border-inline-start: 4px solid var(--accent); padding: .5em .75em; background: var(--tint); }
.wrong .problem { border-color: var(--wrong); background: none; padding-block: .125em; }
.bar { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .5em 1em; }
.bar.wrong { border-color: var(--wrong); background: #fdf1f1; }

@container panel (max-width: 26em) { .deadline strong { font-size: 1.5em; } }
@container panel (max-height: 30em) {
  header, .foot, .scroll { flex: none; }
  .scroll { overflow: visible; }
}
@media (max-width: 40em), (max-height: 30em) {
  .root:has(.panel:not([hidden])) { inset: 0; padding: 0; display: block; }
  .root:has(.panel:not([hidden])) .launcher { display: none; }
  .panel { width: 100%; height: 100%; border: 0; border-radius: 0; box-shadow: none; }
  .mine { padding-inline-start: 2em; }
}
@media (max-width: 22em) {
  header { padding-inline-start: .75em; }
  .scroll, .foot { padding-inline: .75em; }
  .card { padding: .875em; }
}
@media (forced-colors: active) {
  .launcher, .send, header, .deadline, .panel, .card { border: 2px solid; }
  .choices .chosen:disabled { border-color: Highlight; }
  .bubble { border-color: CanvasText; }
}
@media print { .root { display: none; } }
`;
