import { expect, test } from 'vitest'
import { openModelScene } from '../support/model-scene.ts'
import { shown } from '../support/slack-user.ts'
import { runCommand, makeHome } from '../support/program.ts'

const contract = {
  name: 'Thievon services.txt',
  bytes: Buffer.from(
    [
      'Services Agreement between Zanzibar Quicksilver, Inc. ("Zanzibar") and Jay Grobowsky.',
      '1. Payment. The fee of $5,000 goes to account DE89 3704 0044 0532 0130 00, or by card 4111 1111 1111 1111.',
      '2. Notices. Attention: John Thievon, telephone (415) 555-0134, mail john.thievon@quicksilver.example.',
      '3. Law. Mr. Grobowsky agrees that the laws of England govern this Agreement. [PERSON_1] is a word of ours.',
      '4. Tax. The social security number of Jay Grobowsky is 536-90-4399.',
      'By: /s/ John Thievon',
    ].join('\n\n'),
  ),
}
const secrets =
  /Thievon|Grobowsky|Quicksilver|Zanzibar|DE89|0532 0130|4111 1111|555-0134|quicksilver|536-90-4399/i

test('what a model is told has no value, and the thread has the real words with quotes that were checked', async () => {
  await using scene = await openModelScene({ PARALEGAL_REDACT: 'people,contacts,numbers,parties' })
  const { ada, llm, database } = scene
  llm.reply(({ body }) => {
    const document = JSON.stringify(body)
    const who = /Mr\. (\[PERSON_\d+[A-Z]?\]) agrees/.exec(document)?.[1] ?? 'nobody'
    const card = /by card (\[CARD_\d+\])/.exec(document)?.[1] ?? 'none'
    return {
      answer: {
        answer: `${who.toLowerCase()}’s promise and ${card.replace('_', ' ')}; [PERSON_77] is nobody.`,
        findings: [
          {
            title: `Law for ${who}`,
            severity: 'low',
            explanation: `It binds ${who}.`,
            recommendation: `Ask ${who}.`,
            quote: `Mr. ${who} agrees that the laws of England govern this Agreement.`,
            page: null,
          },
        ],
        not_found: [],
      },
    }
  })
  const dropped = await ada.drop(contract)
  await ada.press(dropped, 'Contract analysis')
  const thread = shown(await ada.sees(dropped, /quotes? checked/, 90_000))
  await ada.sees(dropped, /"title":"[^"]*: done"/, 90_000)
  const all = (await ada.thread(dropped)).map(shown).join('\n')
  expect(all).toContain('Mr. Grobowsky agrees that the laws of England govern this Agreement.')
  expect(all).toContain('✓ quote verified')
  expect(all).toContain('It binds Grobowsky.')
  expect(all).toContain('The model was shown placeholders for names of people')
  expect(all.replaceAll('[PERSON_77]', '')).not.toMatch(/\[(?:PERSON|CARD|EMAIL)_/)
  expect(thread).toBeTruthy()

  expect(llm.requests.length).toBeGreaterThan(4)
  expect(llm.otherRequests.length).toBeGreaterThan(0)
  for (const { body } of [...llm.requests, ...llm.otherRequests])
    expect(JSON.stringify(body)).not.toMatch(secrets)
  const parts = llm.requests.filter(({ body }) => JSON.stringify(body).includes('"document"'))
  const prefixes = parts.map(({ body }) => JSON.stringify([body['system'], firstBlock(body)]))
  expect(new Set(prefixes).size).toBe(1)

  const calls = await database.db.selectFrom('prompt_log').select(['prompt', 'answer', 'parsed']).execute()
  for (const call of calls) expect(JSON.stringify(call)).not.toMatch(secrets)
  const flags = await database.db.selectFrom('generation').select('redacted').execute()
  expect(flags.every(({ redacted }) => redacted)).toBe(true)

  await database.db.deleteFrom('redaction').execute()
  await using home = await makeHome()
  const on = { home: home.folder, databaseUrl: database.url }
  const log = await runCommand(on, 'log', 'export')
  expect(log.stdout).toContain('[PERSON_')
}, 240_000)

function firstBlock(body: Record<string, unknown>): unknown {
  const [message] = body['messages'] as { content: unknown[] }[]
  return message?.content[0]
}
