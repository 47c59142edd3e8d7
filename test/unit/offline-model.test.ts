import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Document } from '../../src/documents/document.ts'
import { readDocument } from '../../src/documents/read-document.ts'
import { Answer } from '../../src/llm/answer.ts'
import type { Effort } from '../../src/llm/effort.ts'
import type { Question } from '../../src/llm/model.ts'
import { createOfflineModel } from '../../src/llm/offline/offline-model.ts'

function question(title: string, ask: string): Question {
  return { title, ask, severity: 'info', why: null, recommend: null }
}

function textDocument(text: string): Document {
  return {
    kind: 'text',
    text,
    pages: [{ number: 1, start: 0, end: text.length }],
    paged: false,
    headings: [],
    warnings: [],
  }
}

async function askOffline(
  content: Document,
  questions: Question[],
  {
    prompt = questions.map(({ title }) => title).join('\n'),
    effort = null,
  }: { prompt?: string; effort?: Effort | null } = {},
): Promise<Answer> {
  const request = {
    system: '',
    document: { title: 'a', content, file: null, pictures: [] },
    prompt,
    questions,
    answers: null,
    repair: null,
    sharesPrefix: true,
    effort,
    maxOutputTokens: 100,
  }
  const reply = await createOfflineModel().generate(request, { signal: new AbortController().signal })
  return Answer.parse(JSON.parse(reply.text))
}

const law = question('Governing law', 'Which law governs this agreement?')

test('finds the clause, quotes it word for word and names its figures', async () => {
  const pdf = await readFile(join(import.meta.dirname, '../fixtures/strategic-alliance.pdf'))
  const document = await readDocument(pdf, { fileName: 'a.pdf' })
  const answer = await askOffline(document, [
    law,
    question('Renewal', 'Does the agreement renew automatically?'),
  ])
  expect(answer.findings.map(({ title, page }) => ({ title, page }))).toEqual([
    { title: 'Governing law', page: 19 },
    { title: 'Renewal', page: 13 },
  ])
  expect(answer.findings[0]?.quote).toContain('laws of the State of New York')
  expect(answer.findings[1]?.explanation).toContain('five (5) years')
})

test('what the prompt leaves out is not answered', async () => {
  const document = textDocument('This agreement shall be governed by the laws of France and no other law.')
  expect((await askOffline(document, [law])).findings).toHaveLength(1)
  expect(await askOffline(document, [law], { prompt: 'Task: say what you see.' })).toMatchObject({
    findings: [],
    not_found: [],
  })
  // A question that a person typed stands in the prompt as JSON.
  const typed = question('which "law"?', 'which "law"?')
  expect(
    (await askOffline(document, [typed], { prompt: JSON.stringify('which "law"?') })).findings,
  ).toHaveLength(1)
})

test('says "not found" where the document is silent, also to questions it has no words for', async () => {
  const silent = textDocument(
    'The Supplier shall deliver ten boxes of apples to the Buyer every Monday morning in July.',
  )
  const answer = await askOffline(silent, [
    law,
    question('Whales', 'How many whales must be kept in the harbour?'),
  ])
  expect(answer).toMatchObject({ findings: [], not_found: ['Governing law', 'Whales'] })
})

test('answers questions outside its lexicon by their words', async () => {
  const document = textDocument(
    'The Caterer shall serve vegetarian meals on request of any guest. The hall is open until midnight on all days of the fair.',
  )
  const answer = await askOffline(document, [
    question('Vegetarian meals', 'Must vegetarian meals be served?'),
  ])
  expect(answer.findings[0]?.quote).toBe('The Caterer shall serve vegetarian meals on request of any guest.')
})

test('gives the same answer every time', async () => {
  const pdf = await readFile(join(import.meta.dirname, '../fixtures/agency.pdf'))
  const document = await readDocument(pdf, { fileName: 'a.pdf' })
  const asked = [law, question('Parties', 'Who are the parties, and in what role?')]
  expect(await askOffline(document, asked)).toEqual(await askOffline(document, asked))
})

test('with less effort it gives less, with more more, and as much as ever without a word', async () => {
  const pdf = await readFile(join(import.meta.dirname, '../fixtures/strategic-alliance.pdf'))
  const document = await readDocument(pdf, { fileName: 'a.pdf' })
  const questions = [
    law,
    question('Renewal', 'Does the agreement renew automatically?'),
    question('Audit', 'May a party inspect or audit records?'),
    question('Exclusivity', 'Is there exclusivity or an exclusive right or territory?'),
    question('Insurance', 'Which insurance must be maintained?'),
    question('Indemnity', 'Who must indemnify whom, and for what?'),
  ]
  const [none, low, medium, high] = await Promise.all(
    ([null, 'low', 'medium', 'high'] as const).map(async (effort) =>
      askOffline(document, questions, { effort }),
    ),
  )
  expect(medium).toEqual(none)
  const counts = [low, medium, high].map((answer) => answer?.findings.length ?? 0)
  expect(counts).toEqual(counts.toSorted((a, b) => a - b))
  expect(new Set([low, medium, high].map((answer) => JSON.stringify(answer))).size).toBe(3)
  for (const answer of [low, high])
    for (const { quote } of answer?.findings ?? [])
      expect(document.text.replace(/\s+/g, ' ')).toContain(quote)
})
