import type { Db } from '../db/connect.ts'
import { findFacts, openingCharacters, type FactName, type StoredFacts } from '../documents/facts.ts'
import type { Analysis } from '../prompts/library.ts'

/** What is known of a stored document that was read; a person's word counts more than what code found. */
export async function factsOf(db: Db, documentId: string): Promise<StoredFacts> {
  const row = await db
    .selectFrom('document')
    .select(['id', 'facts', 'text'])
    .where('id', '=', documentId)
    .executeTakeFirst()
  if (!row || row.text === null) return {}
  return { ...foundFacts(row.text.slice(0, openingCharacters)), ...row.facts }
}

/** Keeps with the document what a person said of it in an analysis' variables. */
export async function keepFacts(
  db: Db,
  documentId: string,
  { analysis, variables }: { analysis: Pick<Analysis, 'variables'>; variables: Record<string, string> },
): Promise<void> {
  // A choice says less than the document's own words.
  const told = analysis.variables.flatMap(({ name, from, type }) => {
    const value = variables[name]?.trim() ?? ''
    return from === null || type === 'choice' || value === '' ? [] : [{ from, value }]
  })
  if (told.length === 0) return
  const known = await factsOf(db, documentId)
  const news = told.filter(({ from, value }) => known[from]?.value !== value)
  if (news.length === 0) return
  const said: StoredFacts = Object.fromEntries(
    news.map(({ from, value }) => [from, { value, by: 'person' as const }]),
  )
  await db.transaction().execute(async (trx) => {
    const row = await trx
      .selectFrom('document')
      .select('facts')
      .where('id', '=', documentId)
      .where('removed_at', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (!row) return
    const facts = JSON.stringify({ ...row.facts, ...said })
    await trx.updateTable('document').set({ facts }).where('id', '=', documentId).execute()
  })
}

/** A document's facts as values of an analysis' variables. */
export function variablesFrom(
  facts: StoredFacts,
  { variables }: Pick<Analysis, 'variables'>,
): Record<string, string> {
  return Object.fromEntries(
    variables.flatMap(({ name, from, type, choices }) => {
      const value = from === null ? undefined : facts[from]?.value
      const fitting = value !== undefined && type === 'choice' ? choiceFor(value, choices) : value
      return fitting === undefined ? [] : [[name, fitting]]
    }),
  )
}

// The first choice that shares a word with it: "Web site hosting agreement" is "Software, hosting or cloud".
function choiceFor(value: string, choices: string[]): string | undefined {
  const words = wordsOf(value)
  return choices.find((choice) => wordsOf(choice).some((word) => words.includes(word)))
}

function wordsOf(text: string): string[] {
  const words = text.toLowerCase().match(/\p{L}{4,}/gu) ?? []
  // Of one stem: "distributor" and "distribution", "license" and "licence".
  return words
    .filter((word) => !['agreement', 'contract', 'other'].includes(word))
    .map((word) => word.slice(0, 6).replace('licenc', 'licens'))
}

function foundFacts(text: string): StoredFacts {
  const found = Object.entries(findFacts({ text })) as [FactName, string | null][]
  return Object.fromEntries(
    found.flatMap(([name, value]) => (value === null ? [] : [[name, { value, by: 'code' as const }]])),
  )
}
