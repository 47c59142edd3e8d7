import { cpus, loadavg } from 'node:os'
import { measureAlone, measureTogether } from './critical-path.ts'
import { openGround } from './ground.ts'
import { measureNoops } from './noop.ts'
import { measureWorkers } from './workers.ts'

const startedAt = performance.now()
// What else the machine does is in every figure.
const [loadBefore] = loadavg()
await using ground = await openGround()

console.log('Wall time ÷ critical path: 12 subtasks a task, calls of 2 s')
const alone = await measureAlone(ground)
const together = await measureTogether(ground)
console.log('Jobs that do nothing, beside bare pg-boss')
const noops = await measureNoops(ground)
console.log('Workers on one database: calls of 500 ms')
const [one, two, three] = [
  await measureWorkers(ground, 1),
  await measureWorkers(ground, 2),
  await measureWorkers(ground, 3),
]

const { rates } = noops
const ratios = {
  wall_over_critical_path: alone.ratio,
  wall_over_critical_path_20: together.ratio,
  noop_vs_pgboss: rates.queue / rates.bare,
  noop_rows_vs_pgboss: rates.rows / rates.bare,
  noop_all_vs_pgboss: rates.all / rates.bare,
  two_workers_vs_one: two.callsPerSecond / one.callsPerSecond,
  three_workers_vs_one: three.callsPerSecond / one.callsPerSecond,
}
printTable()
console.log(JSON.stringify(rounded({ ...ratios, ...particulars() })))

function printTable(): void {
  const rows: [string, number, string, string][] = [
    ['one task alone: wall ÷ critical path', ratios.wall_over_critical_path, '≤ 1.05', wallOf(alone)],
    ['20 tasks at once: wall ÷ critical path', ratios.wall_over_critical_path_20, '≤ 1.10', wallOf(together)],
    ['no-op jobs, our worker ÷ bare pg-boss', ratios.noop_vs_pgboss, '≥ 0.8', ratesOf(rates.queue)],
    ['  with the rows of claim and finish', ratios.noop_rows_vs_pgboss, '', ratesOf(rates.rows)],
    ['  with all of a subtask but the call', ratios.noop_all_vs_pgboss, '', ratesOf(rates.all)],
    ['two workers ÷ one', ratios.two_workers_vs_one, '', callsOf(two)],
    ['three workers ÷ one', ratios.three_workers_vs_one, '≥ 2.4', callsOf(three)],
  ]
  console.log()
  for (const [name, ratio, target, detail] of rows)
    console.log(`${name.padEnd(40)} ${ratio.toFixed(3).padStart(6)}  ${target.padEnd(7)} ${detail}`)
}

function wallOf(wall: typeof alone): string {
  return `${wall.wallMs} ms ÷ ${wall.criticalPathMs} ms, ${wall.slots} slots`
}

function ratesOf(rate: number): string {
  return `${rate.toFixed(0)} ÷ ${rates.bare.toFixed(0)} jobs a second, ${noops.slots} slots`
}

function callsOf(some: typeof one): string {
  return `${some.callsPerSecond.toFixed(1)} ÷ ${one.callsPerSecond.toFixed(1)} calls a second, ${some.slots} slots each`
}

function particulars() {
  return {
    alone_ms: alone.wallMs,
    alone_slots: alone.slots,
    together_ms: together.wallMs,
    together_slots: together.slots,
    noop_slots: noops.slots,
    noop_jobs_per_second: rates,
    worker_slots: one.slots,
    worker_calls_per_second: [one.callsPerSecond, two.callsPerSecond, three.callsPerSecond],
    processor: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    load_before: loadBefore,
    seconds: (performance.now() - startedAt) / 1000,
  }
}

function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, each: unknown) =>
      typeof each === 'number' ? Math.round(each * 1000) / 1000 : each,
    ),
  )
}
