import { access, readFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { projectFolder } from '../src/config.ts'
import { readDocument } from '../src/documents/read-document.ts'
import { goldDocument, readSpans, type GoldDocument } from '../test/support/gold-quotes.ts'
import { lookUpAll } from '../test/support/measure-quotes.ts'
import { recallOf, sharesOf, writeAccuracy } from './documents-accuracy.ts'
import { measureAcks } from './documents-acks.ts'
import { measureLookUps } from './documents-look-ups.ts'
import { measurePeaks } from './documents-memory.ts'
import { measureRecall } from './documents-recall.ts'
import { measureSpeed } from './documents-speed.ts'
import { longPdf } from './long-pdf.ts'

const startedAt = performance.now()
const [loadBefore] = loadavg()
const corpus = resolve(process.argv[2] ?? join(projectFolder, '..', 'shared', 'corpus'))
const hasCorpus = await access(join(corpus, 'cuad-gold.json')).then(
  () => true,
  () => false,
)
const folder = hasCorpus ? corpus : join(projectFolder, 'test', 'fixtures')
if (!hasCorpus)
  console.log(
    `There is no corpus in ${corpus} (name another folder behind the command): two contracts of test/fixtures are measured, and docs/accuracy.md stays as it is.`,
  )

const files: Uint8Array[] = []
const gold: GoldDocument[] = []
for (const { pdf, spans } of await readSpans(folder)) {
  const bytes = await readFile(join(folder, pdf))
  const document = await readDocument(bytes, { fileName: basename(pdf) })
  files.push(bytes)
  gold.push(goldDocument(basename(pdf), document, spans))
}
const long = longPdf('long', 300)
console.log(`Reading ${files.length} contracts and a PDF of 300 pages, beside @llamaindex/liteparse`)
const onCorpus = await measureSpeed(files)
const onLong = await measureSpeed([long])
const onAll = await measureSpeed([...files, long])
const peaks = await measurePeaks(long)
for (const [name, { pagesPerSecond: rate }] of [
  ['the contracts', onCorpus],
  ['300 pages', onLong],
  ['together', onAll],
] as const)
  console.log(
    `  ${name}, pages a second: ours ${rate.ours.toFixed(0)} (${rate.oursInItsThread.toFixed(0)} in a thread of its own), the fastest ${rate.fastest.toFixed(0)}`,
  )
console.log('Looking quotes up')
const lookUps = measureLookUps(gold.map(({ document }) => document))
const measured = gold.map(lookUpAll)
const genuine = measured.flatMap((each) => each.genuine)
const forged = measured.flatMap((each) => each.forged)
const recalls = await measureRecall(gold)
const quotes = gold.reduce((sum, each) => sum + each.quotes.length, 0)
if (hasCorpus) await writeAccuracy({ contracts: gold.length, quotes, genuine, forged, recalls })
console.log('Acknowledging commands while PDFs of 300 pages are read')
const acks = await measureAcks()

const { located, pageRight } = sharesOf({ genuine })
const recall = recallOf(recalls)
const figures = {
  pages_per_s_vs_fastest: onAll.ratio,
  peak_mb: peaks.ours,
  gold_located: located,
  invented_accepted: forged.filter(({ faults }) => faults.length > 0).length,
  page_right: pageRight,
  recall_at_1: recall.first,
  recall_at_3: recall.firstThree,
}
const rows: [string, number, string][] = [
  ['pages a second ÷ the fastest library', figures.pages_per_s_vs_fastest, '≥ 0.8'],
  ['  the contracts alone', onCorpus.ratio, '≥ 0.8'],
  ['  the 300 pages alone', onLong.ratio, '≥ 0.8'],
  ['peak memory for 300 pages, MB', figures.peak_mb, '≤ 400'],
  ['gold quotes located', figures.gold_located, '≥ 0.995'],
  ['wrong quotes accepted', figures.invented_accepted, '0'],
  ['pages right', figures.page_right, '≥ 0.99'],
  ['ack p99 while reading ÷ idle', acks.reading / acks.idle, '≤ 2'],
]
console.log()
for (const [name, figure, target] of rows)
  console.log(`${name.padEnd(40)} ${figure.toFixed(3).padStart(8)}  ${target}`)
console.log(
  JSON.stringify(
    {
      ...figures,
      pages_per_s_vs_fastest_contracts: onCorpus.ratio,
      pages_per_s_vs_fastest_300: onLong.ratio,
      pages_per_s: onCorpus.pagesPerSecond,
      pages_per_s_300: onLong.pagesPerSecond,
      fastest_peak_mb: peaks.fastest,
      look_ups_per_s: lookUps.perSecond,
      first_look_up_ms: lookUps.firstMs,
      genuine: genuine.length,
      forged: forged.length,
      ack_p99_ms: acks.reading,
      ack_p99_vs_idle: acks.reading / acks.idle,
      commands: acks.commands,
      processor: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
      load_before: loadBefore,
      seconds: (performance.now() - startedAt) / 1000,
    },
    (_, value: unknown) => (typeof value === 'number' ? Math.round(value * 10_000) / 10_000 : value),
  ),
)
process.exit()
