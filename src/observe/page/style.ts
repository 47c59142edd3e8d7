/** The page's own style; colours have a contrast of at least 4.5 to their ground in both schemes. */
export const style = `
:root {
  color-scheme: light dark;
  --ink: #1d2430; --soft: #566072; --paper: #fff; --ground: #f0f2f6; --line: #d9dee6; --accent: #1f4f8f; --on-accent: #fff;
  --good: #2f7d4f; --bad: #b3372f; --calm: #8a94a4; --first: #2f6db5; --second: #b9770e; --third: #6b4fa8; --fourth: #23808a;
  --warn-ground: #fdf1de; --warn-line: #d99a2b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e6eaf1; --soft: #a3adbd; --paper: #1c2129; --ground: #12161c; --line: #333b47; --accent: #8fb8ee; --on-accent: #10161f;
    --good: #5fb585; --bad: #e5766d; --calm: #76808f; --first: #6ea6e6; --second: #dba145; --third: #a890e0; --fourth: #57b3bd;
    --warn-ground: #33291a; --warn-line: #b98225;
  }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif }
a { color: var(--accent) }
a:focus-visible, button:focus-visible, input:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
header { background: var(--paper); border-bottom: 1px solid var(--line) }
header > div, main { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem }
header > div { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1.5rem; padding-top: .6rem; padding-bottom: .6rem }
header strong { font-size: 1.05rem }
header nav { display: flex; flex-wrap: wrap; gap: .15rem; flex: 1 }
header nav a, .filters a { padding: .3rem .7rem; border-radius: 8px; text-decoration: none; color: var(--ink) }
header nav a:hover, .filters a:hover { background: var(--ground) }
header nav a[aria-current], .filters a[aria-current] { background: var(--accent); color: var(--on-accent) }
header form { margin: 0 }
.asof { color: var(--soft); font-size: .85rem }
main { padding-top: 1.25rem; padding-bottom: 3rem }
h1 { font-size: 1.4rem; margin: 0 0 1rem }
h2 { font-size: 1.1rem; margin: 2rem 0 .75rem }
.lead { color: var(--soft); margin: -.6rem 0 1rem; max-width: 60rem }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(12.5rem, 45%), 1fr)); gap: .75rem; margin: 0; padding: 0; list-style: none }
.tiles li { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: .75rem 1rem }
.tiles span { display: block; color: var(--soft); font-size: .85rem }
.tiles b { display: block; font-size: 1.35rem; line-height: 1.3; font-weight: 650; font-variant-numeric: tabular-nums }
.tiles .bad b, .bad-text { color: var(--bad) }
.good-text { color: var(--good) }
.notice { background: var(--warn-ground); border: 1px solid var(--warn-line); border-radius: 12px; padding: .75rem 1.1rem; margin: 0 0 1rem }
.notice ul { margin: .25rem 0 0; padding-left: 1.1rem }
.fine { color: var(--good); margin: 0 0 1rem }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 28rem), 1fr)); gap: 1rem; margin-top: 1rem }
figure { margin: 0; background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: .9rem 1rem }
figcaption { font-weight: 600; margin-bottom: .5rem; display: flex; flex-wrap: wrap; justify-content: space-between; gap: .25rem 1rem }
figure > svg { display: block; width: 100%; height: auto }
.legend { margin-top: .4rem; display: flex; flex-wrap: wrap; gap: .75rem; font-weight: 400; font-size: .85rem; color: var(--soft) }
.legend svg { width: .7em; height: .7em; margin-right: .35em }
svg text { font: 12px system-ui, -apple-system, "Segoe UI", sans-serif; fill: var(--soft) }
svg text.label { fill: var(--ink) }
svg .grid { stroke: var(--line); stroke-width: 1 }
svg .ground { fill: var(--line) }
svg .good { fill: var(--good) } svg .bad { fill: var(--bad) } svg .calm { fill: var(--calm) }
svg .first { fill: var(--first) } svg .second { fill: var(--second) } svg .third { fill: var(--third) } svg .fourth { fill: var(--fourth) }
.meter { display: inline-flex; align-items: center; gap: .6rem; white-space: nowrap }
.meter svg { width: 8rem; height: .6rem; border-radius: 5px }
.scroll { overflow-x: auto; background: var(--paper); border: 1px solid var(--line); border-radius: 12px; margin-top: 1rem }
table { border-collapse: collapse; width: 100% }
caption { text-align: left; font-weight: 600; padding: .8rem .7rem .4rem }
th, td { text-align: left; padding: .45rem .7rem; border-top: 1px solid var(--line); vertical-align: top; white-space: nowrap }
thead th { border-top: 0; color: var(--soft); font-weight: 500; font-size: .85rem }
tbody th { font-weight: 500 }
tbody tr:hover { background: var(--ground) }
.number { text-align: right; font-variant-numeric: tabular-nums }
.empty { color: var(--soft) }
.filters { display: flex; flex-wrap: wrap; gap: .15rem; margin: 0 0 .5rem }
.state { display: inline-block; padding: 0 .55rem; border-radius: 99px; border: 1px solid currentColor; font-size: .85rem }
.state.good { color: var(--good) } .state.bad { color: var(--bad) } .state.calm { color: var(--soft) } .state.first { color: var(--first) }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.25rem; background: var(--paper); border: 1px solid var(--line);
  border-radius: 12px; padding: .9rem 1rem; margin: 0 }
@media (min-width: 50rem) { dl { grid-template-columns: max-content 1fr max-content 1fr } }
dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
code { font: .9em ui-monospace, "SF Mono", Menlo, monospace }
button { font: inherit; color: var(--on-accent); background: var(--accent); border: 0; border-radius: 8px; padding: .45rem 1.1rem; cursor: pointer }
button.quiet { background: none; color: var(--soft); padding: .3rem .7rem }
button.quiet:hover { color: var(--ink) }
.door { min-height: 100vh; display: grid; place-items: center; padding: 1rem }
.door main { width: 25rem; max-width: 100%; background: var(--paper); border: 1px solid var(--line); border-radius: 14px; padding: 2rem 2.25rem }
.door label { display: block; font-weight: 600 }
.door input { width: 100%; font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--calm); border-radius: 8px; padding: .5rem .7rem; margin: .35rem 0 1rem }
.door p { color: var(--soft) }
.door p[role=alert] { color: var(--bad) }
`
