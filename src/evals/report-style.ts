/** Of the report's page; follows the reader's choice of light or dark. */
export const reportStyle = `
:root { color-scheme: light dark; --ink: #1d2733; --muted: #56636f; --ground: #ffffff; --line: #d5dce3; --soft: #f2f5f8; --good: #1f6b45; --bad: #a3282a; --warn: #7a5200; --add: #d9f0e2; --gone: #f8dcdc; --mark: #1f5a96; --range: #a9c8e8 }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e9ee; --muted: #9aa8b5; --ground: #14191f; --line: #343f4a; --soft: #1d242c; --good: #7fd3a4; --bad: #f3a3a3; --warn: #e6c07b; --add: #1e4430; --gone: #55282a; --mark: #8cc1f5; --range: #2f5680 } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); margin: 2rem auto; max-width: 1200px; padding: 0 1rem }
h1 { font-size: 1.5rem } h3 { font-size: 1rem; margin: 0.5rem 0 0.2rem }
.muted { color: var(--muted); font-size: 0.87rem }
.wide { overflow-x: auto } table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: 0.4rem 0.6rem; border-bottom: 1px solid var(--line); white-space: nowrap; vertical-align: middle }
details { border: 1px solid var(--line); border-radius: 6px; margin: 0.6rem 0; padding: 0.5rem 0.8rem }
summary { cursor: pointer } .tag { background: var(--soft); border-radius: 4px; padding: 0 0.4rem; font-size: 0.8rem }
.answers { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(420px, 100%), 1fr)); gap: 1rem }
section { min-width: 0 }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--soft); padding: 0.7rem; border-radius: 6px; font: 13px/1.45 ui-monospace, monospace; max-height: 28rem; overflow-y: auto }
.good { color: var(--good) } .missed { color: var(--warn) } .false { color: var(--bad) }
ins { background: var(--add); text-decoration: none } del { background: var(--gone) }
svg .track { fill: var(--soft) } svg .range { fill: var(--range) } svg .mark { fill: var(--mark) }
`
