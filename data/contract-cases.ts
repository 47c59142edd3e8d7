import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { z } from 'zod'
import { checkLine, type Check } from '../src/evals/check.ts'
import { writeTable, type Row } from '../src/evals/csv-table.ts'
import { findFacts } from '../src/documents/facts.ts'

// Makes prompts/analyze-contract/cases.csv and its documents from a folder with contracts and answers of CUAD v1:
// node data/contract-cases.ts <folder with cuad-gold.json and the text files that it names>

/** What lawyers marked in CUAD, by the question of ours that asks for it. */
const questions: Record<string, string[]> = {
  Parties: ['Parties'],
  'Effective date': ['Effective Date', 'Agreement Date'],
  Term: ['Expiration Date'],
  Renewal: ['Renewal Term', 'Notice Period To Terminate Renewal'],
  'Governing law': ['Governing Law'],
  Exclusivity: ['Exclusivity'],
  'Non-competition': ['Non-Compete', 'No-Solicit Of Employees', 'No-Solicit Of Customers'],
  'Change of control and assignment': ['Anti-Assignment', 'Change Of Control'],
  'Termination for convenience': ['Termination For Convenience'],
  'Ownership of intellectual property': ['Ip Ownership Assignment', 'Joint Ip Ownership'],
  'Limitation of liability': ['Cap On Liability', 'Uncapped Liability'],
  Insurance: ['Insurance'],
  'Records and audit': ['Audit Rights'],
  'Minimum commitment': ['Minimum Commitment'],
  'Duties after the end': ['Post-Termination Services'],
}
/** Where nothing marked means that there is nothing: CUAD asks for the same as we do. */
const exact = [
  'Exclusivity',
  'Non-competition',
  'Termination for convenience',
  'Insurance',
  'Minimum commitment',
]
/** Short contracts with many marks, for a quick look. */
const quick = ['2themartcominc', 'centrackinternationalinc', 'operaltd', 'paxmedica', 'vnue-inc']
const maxQuote = 300

const Gold = z.array(z.object({ txt: z.string(), spans: z.record(z.string(), z.array(z.string())) }))

const [from = ''] = process.argv.slice(2)
const to = resolve(import.meta.dirname, '..', 'prompts', 'analyze-contract')
const gold = Gold.parse(JSON.parse(await readFile(join(from, 'cuad-gold.json'), 'utf8')))
await mkdir(join(to, 'cases'), { recursive: true })
const rows: Row[] = []
for (const { txt, spans } of gold.toSorted((a, b) => (a.txt < b.txt ? -1 : 1))) {
  const text = (await readFile(join(from, txt), 'utf8')).replaceAll('\r\n', '\n')
  const name = basename(txt)
  await writeFile(join(to, 'cases', name), text)
  rows.push(rowOf({ name, text, spans }))
}
await writeFile(join(to, 'cases.csv'), writeTable({ columns: Object.keys(rows[0] ?? {}), rows }))
const written = rows.flatMap((row) => row['__expect']?.split('\n') ?? [])
process.stdout.write(`${rows.length} cases, ${written.length} checks\n`)

function rowOf(of: { name: string; text: string; spans: Record<string, string[]> }): Row {
  const checks = Object.entries(questions).flatMap(([title, categories]) => {
    const marked = categories.flatMap((category) => of.spans[category] ?? [])
    const quotes = [...new Set(marked.flatMap((span) => quotesIn(span, of.text)))].slice(0, 4)
    if (marked.length === 0 && exact.includes(title)) return [{ kind: 'no-finding' as const, title }]
    return quotes.map((quote): Check => ({ kind: 'finding', title, quote }))
  })
  const id = of.name
    .replace(/\.txt$/, '')
    .slice(0, 40)
    .replace(/-+$/, '')
  const isQuick = quick.some((each) => of.name.startsWith(each))
  return {
    __id: id,
    contract_title: findFacts({ text: of.text }).title,
    contract_content: `file://cases/${encodeURIComponent(of.name)}`,
    ideal_output: null,
    score: null,
    __tags: isQuick ? 'quick must' : null,
    __expect: checks.map(checkLine).join('\n'),
  }
}

// Spans are verbatim but for white space; a mark with a gap has two parts. Short ones are names and dates in themselves.
function quotesIn(span: string, text: string): string[] {
  const flat = text.replace(/\s+/g, ' ')
  return span
    .split('<omitted>')
    .map((part) => part.replace(/\s+/g, ' ').trim())
    .filter((part) => part.length >= 10 && flat.includes(part))
    .map((part) => (part.length <= maxQuote ? part : part.slice(0, maxQuote).replace(/\s\S*$/, '')))
}
