import { describe, expect, test } from 'vitest'
import { operator } from '../../src/audit/kinds.ts'
import { addVariations } from '../../src/tasks/add-variations.ts'
import { retryTask } from '../../src/tasks/retry-task.ts'
import type { TaskView } from '../../src/tasks/task-view.ts'
import type { ReceivedRequest } from '../support/fake-llm.ts'
import { faster } from '../support/fake-llm-usage.ts'
import { chain, verifyAll } from '../support/audit-scene.ts'
import { openTestEngine, parts } from '../support/test-engine.ts'

const clauses = 60
const words = (number: number) => `Clause number ${number} says that party ${number} shall pay fee ${number}.`
const filler = 'The parties have read this clause and agree to be bound by what it says. '.repeat(8)
const long = Array.from(
  { length: clauses },
  (_, index) => `${index + 1}. Payment of a fee\n\n${words(index + 1)} ${filler}\n\n`,
).join('')
const ofLong = { source: { kind: 'bytes' as const, fileName: 'long.txt', bytes: Buffer.from(long) } }
const combine = 'combine: { title: Summary, template: combine.txt }\n'
const window = { reads: 6000 }

function textOf({ body }: ReceivedRequest): string {
  const [message] = body['messages'] as { content: { source?: { data: string }; text?: string }[] }[]
  return message?.content.map((block) => block.source?.data ?? block.text ?? '').join('\n') ?? ''
}

function titleOf({ body }: ReceivedRequest): string {
  const [message] = body['messages'] as { content: { title?: string }[] }[]
  return message?.content[0]?.title ?? ''
}

/** What a reader of so much of the text finds: every clause that stands whole in it, and one thing that is nowhere. */
function readerOf(request: ReceivedRequest) {
  const text = textOf(request)
  const numbers = Array.from({ length: clauses }, (_, index) => index + 1)
  const found = numbers.filter((number) => text.includes(words(number)))
  const findings = found.map((number) => ({
    title: `Fee ${number}`,
    severity: 'medium' as const,
    explanation: `Party ${number} pays.`,
    recommendation: null,
    quote: words(number),
    page: null,
  }))
  const last = found.includes(clauses) ? [] : [`Fee ${clauses} of the last clause`]
  return { answer: { answer: `${found.length} fees.`, findings, not_found: ['A cap on fees', ...last] } }
}

const isCombining = (request: ReceivedRequest) => textOf(request).includes('Task: put together')

function sectionsOf(view: TaskView): { start: number; end: number }[] {
  return view.subtasks.flatMap(({ name, section }) => (name === 'law' && section ? [section] : []))
}

describe('a document that is longer than the model reads at once', () => {
  test('is read in sections, by every question, and what they find is one list without doubles', async () => {
    await using app = await openTestEngine(parts('law', 'term') + combine, {}, { window })
    app.llm.reply((request) => (isCombining(request) ? {} : readerOf(request)))
    await app.work()
    const view = await app.ended(await app.start(ofLong))
    expect(view.state).toBe('done')
    const sections = sectionsOf(view)
    expect(view.sections).toBe(sections.length)
    expect(sections.length).toBeGreaterThan(1)
    expect(sections[0]?.start).toBe(0)
    expect(sections.at(-1)?.end).toBe(long.length)
    // Nothing was refused by the vendor, and nothing asked twice.
    expect(app.llm.totals.byStatus).toEqual({ 200: 2 * sections.length + 1 })
    for (const request of app.llm.requests) expect(textOf(request).length / 4).toBeLessThan(window.reads)
    // Each clause once, though some stand in two sections.
    const asked = app.llm.requests.filter((request) => !isCombining(request) && titleOf(request) !== '')
    const told = asked.map((request) => readerOf(request).answer.findings.length)
    expect(told.reduce((sum, count) => sum + count)).toBeGreaterThan(2 * clauses)
    expect(view.findings.map(({ title }) => title).toSorted()).toEqual(
      Array.from({ length: clauses }, (_, index) => `Fee ${index + 1}`).toSorted(),
    )
    for (const { quote, start, end, mark } of view.findings) {
      expect(mark).toBe('verified')
      expect(long.slice(start ?? 0, end ?? 0)).toBe(quote)
    }
    // What one of the sections has is not missing.
    expect(view.notFound).toEqual(['A cap on fees'])
  })

  test('has a beginning of its own for each section, which its questions share', async () => {
    await using app = await openTestEngine(parts('law', 'term'), {}, { window })
    app.llm.reply(readerOf)
    await app.work()
    const view = await app.ended(await app.start(ofLong))
    const titles = [...new Set(app.llm.requests.map(titleOf))]
    expect(titles).toHaveLength(view.sections ?? 0)
    expect(
      titles.every((title) => /^long\.txt \(a section of it: characters [\d,]+ to [\d,]+ of/.test(title)),
    ).toBe(true)
    for (const title of titles) {
      const same = app.llm.requests.filter((request) => titleOf(request) === title)
      expect(same).toHaveLength(2)
      expect(JSON.stringify(same[0]?.body)).toContain('"cache_control"')
    }
  })

  test('is combined from the answers alone, each part’s as one', async () => {
    await using app = await openTestEngine(parts('law') + combine, {}, { window })
    app.llm.reply((request) => (isCombining(request) ? {} : readerOf(request)))
    await app.work()
    await app.ended(await app.start(ofLong))
    const combining = app.llm.requests.filter(isCombining)
    expect(combining).toHaveLength(1)
    const text = combining[0] ? textOf(combining[0]) : ''
    expect(text).toContain('longer than is read at once')
    expect(text).not.toContain(filler)
    expect(text.match(/^law: /gm)).toHaveLength(1)
    for (let number = 1; number <= clauses; number++) expect(text.split(`"${words(number)}"`)).toHaveLength(2)
    expect(text).toContain('Not in the document: A cap on fees.')
  })

  test('is combined from the gravest findings where all together are too long, which is said', async () => {
    await using app = await openTestEngine(parts('law', 'term') + combine, {}, { window: { reads: 5000 } })
    app.llm.reply((request) => {
      if (isCombining(request)) return { answer: { answer: 'All is well.', findings: [], not_found: [] } }
      const { answer } = readerOf(request)
      const findings = answer.findings.map((finding) =>
        finding.quote === words(clauses) ? { ...finding, severity: 'high' as const } : finding,
      )
      return { answer: { ...answer, findings } }
    })
    await app.work()
    const view = await app.ended(await app.start(ofLong))
    expect(view.summaries[0]).toMatch(
      /^All is well\.\n\nThis rests on the \d+ gravest of 120 findings: all of them together are more than/,
    )
    const combining = app.llm.requests.find(isCombining)
    expect(combining && textOf(combining).split(`"${words(clauses)}"`)).toHaveLength(3)
    expect(view.findings).toHaveLength(clauses)
  })

  test('is split further where the model reads less than it says', async () => {
    await using app = await openTestEngine(
      parts('law', 'term') + combine,
      {},
      { window: { says: 12_000, reads: 4000 } },
    )
    app.llm.reply((request) => (isCombining(request) ? {} : readerOf(request)))
    await app.work()
    const view = await app.ended(await app.start(ofLong))
    expect(view.state).toBe('done')
    expect(app.llm.totals.byStatus[400]).toBeGreaterThan(0)
    expect(view.subtasks.every(({ state }) => state === 'done')).toBe(true)
    expect(view.findings).toHaveLength(clauses)
    expect(view.notFound).toEqual(['A cap on fees'])
    expect(sectionsOf(view)[0]?.start).toBe(0)
    expect(sectionsOf(view).at(-1)?.end).toBe(long.length)
    await chain(app.engine.db)
    expect(await verifyAll(app.engine.db)).toMatchObject({ isWhole: true, problems: [] })
  })

  test('is split when the model says no at first sight, though it was to be read at once', async () => {
    await using app = await openTestEngine(
      parts('law') + combine,
      {},
      { window: { says: 100_000, reads: 6000 } },
    )
    app.llm.reply((request) => (isCombining(request) ? {} : readerOf(request)))
    await app.work()
    const view = await app.ended(await app.start(ofLong))
    expect(view).toMatchObject({ state: 'done', notFound: ['A cap on fees'] })
    expect(view.sections).toBeGreaterThan(1)
    expect(view.findings).toHaveLength(clauses)
    const combining = app.llm.requests.filter(isCombining)
    expect(combining.every((request) => !textOf(request).includes(filler))).toBe(true)
  })

  test('has what failed of it asked again, section by section', async () => {
    await using app = await openTestEngine(parts('law'), {}, { window })
    let isRefusing = true
    app.llm.reply((request) =>
      isRefusing && textOf(request).includes(words(1)) ? { finish: 'refused' } : readerOf(request),
    )
    await app.work()
    const id = await app.start(ofLong)
    const partial = await app.ended(id)
    const failed = partial.subtasks.filter(({ state }) => state === 'failed')
    expect(failed.map(({ section }) => section?.number)).toEqual([1])
    expect(failed[0]?.title).toMatch(/^law, section 1 of \d$/)
    // While a section is unread nobody can say what is not in the document.
    expect(partial.notFound).toEqual([])
    const asked = app.llm.requests.length
    isRefusing = false
    const { engine } = app
    expect(await retryTask({ ...engine, enqueue: engine.queue.enqueue }, id)).toBe(true)
    const whole = await app.ended(id)
    expect(app.llm.requests.length - asked).toBe(1)
    expect(whole.findings).toHaveLength(clauses)
    expect(whole.notFound).toEqual(['A cap on fees'])
  })

  test('has several answers, each of all sections, which agree', async () => {
    await using app = await openTestEngine(
      `variations: 2\nchoose: agreement\n${parts('law')}`,
      {},
      { window },
    )
    app.llm.reply(readerOf)
    await app.work()
    const id = await app.start({ ...ofLong, variations: 2 })
    const view = await app.ended(id)
    expect(view.findings).toHaveLength(clauses)
    expect(view.findings.every(({ variations }) => variations.length === 2)).toBe(true)
    const { engine } = app
    expect(
      await addVariations(
        { ...engine, enqueue: engine.queue.enqueue },
        { taskId: id, count: 1, by: operator },
      ),
    ).toBe(true)
    const more = await app.ended(id)
    expect(more.subtasks).toHaveLength(3 * (view.sections ?? 0))
    expect(more.findings.every(({ variations }) => variations.length === 3)).toBe(true)
  })

  test('is reckoned with before it is asked, and about as much is asked', async () => {
    await using app = await openTestEngine(
      parts('law', 'term') + combine,
      {},
      { window, realism: faster(1000) },
    )
    await app.work()
    const view = await app.ended(await app.start(ofLong))
    expect(view.state).toBe('done')
    expect(view.estimateUsd).toBeGreaterThan(0)
    expect(view.receipt.costUsd).toBeGreaterThan((view.estimateUsd ?? 0) / 3)
    expect(view.receipt.costUsd).toBeLessThan((view.estimateUsd ?? 0) * 3)
  })
})

test('an analysis may set how much is read at once, for models without a limit too', async () => {
  const offline = { PARALEGAL_MODEL: 'offline/offline-extractive' }
  await using app = await openTestEngine(`section_tokens: 3000\n${parts('law', 'term')}${combine}`, offline)
  await app.work()
  const view = await app.ended(await app.start(ofLong))
  expect(view.state).toBe('done')
  expect(view.sections).toBeGreaterThan(2)
  expect(view.subtasks.every(({ state }) => state === 'done')).toBe(true)
  for (const { mark } of view.findings) expect(mark).toBe('verified')
})

test('a document that is read at once says nothing of sections', async () => {
  await using app = await openTestEngine(parts('law'), {}, { window: { reads: 60_000 } })
  app.llm.reply(readerOf)
  await app.work()
  const view = await app.ended(await app.start(ofLong))
  expect(view).toMatchObject({ state: 'done', sections: null })
  expect(view.subtasks.map(({ section }) => section)).toEqual([null])
  expect(titleOf(app.llm.requests[0] as ReceivedRequest)).toBe('long.txt')
})
