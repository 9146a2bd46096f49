/** One sheet for light and dark, wide and narrow. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1c2530; --soft: #5b6774; --paper: #f5f7f9; --card: #fff; --line: #dde3e9;
  --good: #0b6b3a; --good-back: #dcf3e5; --bad: #a11616; --bad-back: #fde3e1; --fair: #7a4d00; --fair-back: #fdf0d0; --link: #0b5cad; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6ebf0; --soft: #9fabb8; --paper: #12171d; --card: #1b222a; --line: #2d3742;
    --good: #7fdca7; --good-back: #123824; --bad: #ff9d97; --bad-back: #4a1a1a; --fair: #f2c66d; --fair-back: #40300c; --link: #7db8f5; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 64rem; padding: 1.5rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
header p, footer, .note { color: var(--soft); }
header p { margin: 0; }
h1 { display: flex; flex-wrap: wrap; align-items: center; gap: .75rem; margin: 0 0 .25rem; font-size: 1.6rem; }
section { margin: 1.5rem 0; }
section:has(table) { padding: 1rem 1.25rem; overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
table { width: 100%; border-collapse: collapse; }
caption { padding-bottom: .5rem; text-align: left; font-size: 1.1rem; font-weight: 600; }
th { padding: .35rem .75rem .35rem 0; color: var(--soft); font-size: .85rem; font-weight: 500; text-align: left; }
td { padding: .45rem .75rem .45rem 0; border-top: 1px solid var(--line); vertical-align: top; overflow-wrap: break-word; }
th:last-child:nth-child(2), td:last-child:nth-child(2) { width: 40%; }
code { font-size: .9em; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(max(9.5rem, 30%), 1fr)); gap: 1rem; }
.figure { padding: 1rem 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
.figure p { margin: 0; font-size: .9rem; }
.figure .value { font-size: 1.75rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.count { font-variant-numeric: tabular-nums; }
.badge { display: inline-block; padding: .1rem .6rem; border-radius: 1rem; font-size: .85rem; font-weight: 500; white-space: nowrap; background: var(--line); }
.badge.good { color: var(--good); background: var(--good-back); }
.badge.bad { color: var(--bad); background: var(--bad-back); }
.badge.fair { color: var(--fair); background: var(--fair-back); }
a { color: var(--link); }
a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
footer { font-size: .9rem; }
`;
