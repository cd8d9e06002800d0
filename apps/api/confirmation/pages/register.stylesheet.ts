/** The pages' one stylesheet. Chinese is set with its own fonts and leading, no web font is fetched, and it prints. */
export const registerStylesheet = `
:root {
  --ink: #1d2433; --quiet: #5d6678; --line: #dfe3ea; --paper: #fff; --ground: #f5f6f8; --accent: #0b5c7a; --seal: #b3261e;
  --good: #17663a; --mark: #fdf3d8;
  color-scheme: light;
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.65 system-ui, -apple-system, "Segoe UI", "Noto Sans SC", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Source Han Sans SC", "Noto Sans CJK SC", sans-serif;
  text-size-adjust: 100%;
}
:lang(zh-CN) { line-height: 1.75; }
a { color: var(--accent); text-underline-offset: .2em; text-decoration-thickness: from-font; }
a:focus-visible, button:focus-visible, input:focus-visible, textarea:focus-visible { outline: 3px solid color-mix(in srgb, var(--accent) 45%, transparent); outline-offset: 2px; }
header, main, footer { max-width: 52rem; margin: 0 auto; padding: 0 1.25rem; }
header { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: baseline; padding-top: 1.25rem; padding-bottom: 1rem; border-bottom: 1px solid var(--line); }
.brand { font-weight: 650; color: var(--ink); text-decoration: none; margin-right: auto; letter-spacing: .01em; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
main { padding-top: 2rem; padding-bottom: 3rem; }
footer { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; padding-top: 1rem; padding-bottom: 2.5rem; border-top: 1px solid var(--line); font-size: .875rem; }
h1 { font-size: clamp(1.5rem, 1.2rem + 1.4vw, 2.1rem); line-height: 1.3; margin: 0 0 .6rem; font-weight: 650; text-wrap: balance; }
h2 { font-size: 1.15rem; line-height: 1.4; margin: 2rem 0 .6rem; font-weight: 650; }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
p { margin: .5rem 0; max-width: 42rem; }
.lead { color: var(--quiet); font-size: 1.05rem; margin-bottom: 1.75rem; }
.crumb { font-size: .875rem; margin: 0 0 .5rem; }
.hint, .meta, small { color: var(--quiet); font-size: .875rem; }
.simulation { margin: 0; max-width: none; padding: .55rem 1.25rem; background: var(--seal); color: #fff; text-align: center; font-weight: 600; }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 1.25rem 1.4rem 1.4rem; margin: 1.5rem 0; }
.card h2 { margin-top: 0; }
dl { margin: .75rem 0; border-top: 1px solid var(--line); }
dl > div { display: grid; grid-template-columns: 11rem 1fr; gap: .25rem 1.25rem; padding: .55rem 0; border-bottom: 1px solid var(--line); }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
code, .number { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace; }
code { font-size: .85em; overflow-wrap: anywhere; }
.notices { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line); }
.notices li { padding: .9rem 0; border-bottom: 1px solid var(--line); }
.notices a { font-weight: 600; }
.meta { display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; margin: .2rem 0 0; max-width: none; }
.empty { color: var(--quiet); }
.state { display: inline-block; padding: 0 .6em; border-radius: 1em; border: 1px solid currentColor; font-size: .8125rem; line-height: 1.6; color: var(--quiet); }
.state.open, .state.registered, .state.valid { color: var(--good); }
.state.refused, .state.superseded, .state.lapsed { color: var(--seal); }
.provisional { background: var(--mark); padding: 0 .35em; border-radius: 4px; font-size: .8125rem; text-decoration: none; cursor: help; }
form { display: grid; gap: .9rem; margin-top: .75rem; }
form.inline { display: flex; flex-wrap: wrap; align-items: end; }
form.inline label { flex: 1 1 16rem; }
label span { display: block; font-size: .875rem; color: var(--quiet); margin-bottom: .2rem; }
input, textarea { width: 100%; padding: .55rem .7rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid #aab2c0; border-radius: 7px; }
input[name=number] { font-family: ui-monospace, Menlo, Consolas, monospace; text-transform: uppercase; }
button { justify-self: start; padding: .55rem 1.3rem; font: inherit; font-weight: 600; color: #fff; background: var(--accent); border: 1px solid var(--accent); border-radius: 7px; cursor: pointer; }
.wrong { color: var(--seal); font-weight: 600; margin: -.5rem 0 0; }
.certificate { background: var(--paper); border: 1px solid var(--line); border-top: 5px solid var(--accent); border-radius: 10px; padding: 1.75rem 1.75rem 1.25rem; }
.certificate .kind { color: var(--quiet); margin: 0; letter-spacing: .04em; }
.stamp { color: var(--seal); border: 2px solid currentColor; border-radius: 4px; padding: 0 .5em; letter-spacing: .08em; margin-left: .5rem; }
.checks { list-style: none; margin: 0 0 1rem; padding: 0; }
.checks li { display: flex; gap: .6rem; padding: .3rem 0; }
.checks li::before { content: "✓"; color: var(--good); font-weight: 700; }
.checks li.fails::before { content: "✗"; color: var(--seal); }
.checks li.holds strong { color: var(--good); } .checks li.fails strong { color: var(--seal); }
.links { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; }
@media (max-width: 36rem) { dl > div { grid-template-columns: 1fr; gap: 0; } .certificate { padding: 1.25rem; } }
@media print { body { background: #fff; } nav, footer, form { display: none; } .card, .certificate { border-color: #999; break-inside: avoid; } }
`;
