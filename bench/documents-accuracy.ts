import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { projectFolder } from '../src/config.ts'
import type { LookUp } from '../test/support/measure-quotes.ts'
import type { Recall } from './documents-recall.ts'

export interface Accuracy {
  contracts: number
  quotes: number
  genuine: LookUp[]
  forged: LookUp[]
  recalls: Recall[]
}

/** Writes docs/accuracy.md; the same figures make the same file. */
export async function writeAccuracy(accuracy: Accuracy): Promise<void> {
  const page = join(projectFolder, 'docs', 'accuracy.md')
  await writeFile(page, pageOf(accuracy))
  execFileSync(process.execPath, [join(projectFolder, 'node_modules', 'oxfmt', 'bin', 'oxfmt'), page])
}

/** The part of genuine look-ups that ended at the right place, and of those found on the right page. */
export function sharesOf({ genuine }: Pick<Accuracy, 'genuine'>): { located: number; pageRight: number } {
  const found = genuine.filter(
    ({ faults }) => !faults.includes('not found') && !faults.includes('other place'),
  )
  const right = found.filter(({ faults }) => !faults.includes('other page'))
  return { located: found.length / genuine.length, pageRight: right.length / genuine.length }
}

export function recallOf(recalls: Recall[]): { first: number; firstThree: number } {
  const sum = (of: (recall: Recall) => number) => recalls.reduce((total, recall) => total + of(recall), 0)
  const contracts = sum((recall) => recall.contracts)
  return {
    first: sum((recall) => recall.first) / contracts,
    firstThree: sum((recall) => recall.firstThree) / contracts,
  }
}

function pageOf({ contracts, quotes, genuine, forged, recalls }: Accuracy): string {
  const { located, pageRight } = sharesOf({ genuine })
  const accepted = forged.filter(({ faults }) => faults.length > 0).length
  const recall = recallOf(recalls)
  const own = recallOf(recalls.filter(({ question }) => question !== null))
  return `# How far to trust it

Written by \`npm run bench:documents\`; do not edit.

## What the figures say, for a lawyer

The contracts are ${contracts} public ones of the data set CUAD, in which lawyers marked the passages for some forty questions.
**Quotes** are checked by code, not by a model: the words are looked for in the text of the PDF. We took every marked passage,
spoilt it as models and PDFs do (line breaks, hyphens, quotation marks, capitals, dots, page breaks, a wrong page), and asked where
it stands. Then we made quotes that are wrong (invented, put together from two places, a number, a party or a "not" changed) and counted
how many were let through. A quote that passes is shown in the document's own words, whatever a model wrote.
**What they do not say:** that a quote was the right one to choose, that what a finding says about it is true, or that nothing
was missed. A scan is read by machine and has mistakes of its own, which are marked. Contracts outside of this kind may be harder.
**Recall** is of the offline model, which only searches for words: of the contracts in which lawyers marked a passage, in how many
it found that passage first, or among its first three. It is no measure of a language model, which you must try on your own data.

## Quotes

| Figure | Value |
| --- | --- |
| Passages marked by lawyers, twelve characters and more | ${quotes} |
| Look-ups of them, whole and spoilt in ${new Set(genuine.map(({ kind }) => kind)).size} ways | ${genuine.length} |
| found at the right place | ${percent(located)} |
| on the right page | ${percent(pageRight)} |
| Wrong quotes, of ${new Set(forged.map(({ kind }) => kind)).size} kinds | ${forged.length} |
| accepted | ${accepted} |

| Spoilt by | Look-ups | Right place | Right page |
| --- | --- | --- | --- |
${[...Map.groupBy(genuine, ({ kind }) => kind)].map(([kind, all]) => row(kind, all)).join('\n')}

## Recall of the offline model

All categories: ${percent(recall.first)} first, ${percent(recall.firstThree)} among three. Those that the contract analysis asks for: ${percent(own.first)} and ${percent(own.firstThree)}.
Found means that half the words of the passage or of the mark, whichever is shorter, stand in a row in both. Where no question of ours asks for
a category, its name was the question.

| CUAD category | Asked as | Contracts | First | Among three |
| --- | --- | --- | --- | --- |
${recalls.map(recallRow).join('\n')}
`
}

function row(kind: string, all: LookUp[]): string {
  const { located, pageRight } = sharesOf({ genuine: all })
  return `| ${kind} | ${all.length} | ${percent(located)} | ${percent(pageRight)} |`
}

function recallRow({ category, question, contracts, first, firstThree }: Recall): string {
  const of = (count: number) => `${count} (${Math.round((count / contracts) * 100)} %)`
  return `| ${category} | ${question ?? '—'} | ${contracts} | ${of(first)} | ${of(firstThree)} |`
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`
}
