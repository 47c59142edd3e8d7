import { cpus, loadavg } from 'node:os'
import { measureCosts } from './llm-costs.ts'
import { measureLimits } from './llm-limits.ts'

const startedAt = performance.now()
const [loadBefore] = loadavg()

console.log('Cost and wall time of 8 questions about a document of 40,000 tokens')
const costs = await measureCosts()
console.log('Three processes under one limit')
const limits = await measureLimits()

const figures = {
  cost_vs_no_cache: costs.ours.usd / costs.apart.usd,
  wall_vs_all_at_once: costs.ours.wallMs / costs.together.wallMs,
  limit_used: limits.ours.limitUsed,
  http_429: limits.ours.refused,
  failed: limits.ours.failed,
  baseline_http_429: limits.baseline.refused,
  baseline_failed: limits.baseline.failed,
}
const rows: [string, string, string, string][] = [
  ['input cost ÷ no cache', figures.cost_vs_no_cache.toFixed(3), '≤ 0.25', usdOf()],
  ['wall time ÷ all at once', figures.wall_vs_all_at_once.toFixed(3), '≤ 1.06', wallOf()],
  ['the same beginning in all calls', String(costs.ours.isPrefixSame), 'true', ''],
  ['limit used', figures.limit_used.toFixed(3), '≥ 0.95', secondsOf(limits.ours)],
  ['refused (429)', String(figures.http_429), '0', `SDK retries only: ${figures.baseline_http_429}`],
  ['failed', String(figures.failed), '0', `SDK retries only: ${figures.baseline_failed}`],
]
console.log()
for (const [name, figure, target, detail] of rows)
  console.log(`${name.padEnd(34)} ${figure.padStart(6)}  ${target.padEnd(7)} ${detail}`)
console.log(
  JSON.stringify({
    ...Object.fromEntries(Object.entries(figures).map(([name, figure]) => [name, rounded(figure)])),
    prefix_is_same: costs.ours.isPrefixSame,
    usd: [costs.apart.usd, costs.together.usd, costs.ours.usd].map(rounded),
    wall_ms: [costs.apart.wallMs, costs.together.wallMs, costs.ours.wallMs],
    baseline_limit_used: rounded(limits.baseline.limitUsed),
    seconds_under_limit: [limits.ours.seconds, limits.baseline.seconds].map(rounded),
    processor: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    load_before: loadBefore,
    seconds: rounded((performance.now() - startedAt) / 1000),
  }),
)

function usdOf(): string {
  const [apart, together, ours] = [costs.apart, costs.together, costs.ours].map(({ usd }) => usd.toFixed(3))
  return `$${ours} ÷ $${apart}; all at once with a cache: $${together}`
}

function wallOf(): string {
  return `${costs.ours.wallMs} ms ÷ ${costs.together.wallMs} ms; no cache: ${costs.apart.wallMs} ms`
}

function secondsOf({ seconds }: typeof limits.ours): string {
  return `${seconds.toFixed(1)} s; SDK retries only: ${limits.baseline.seconds.toFixed(1)} s`
}

function rounded(figure: number): number {
  return Math.round(figure * 1000) / 1000
}
