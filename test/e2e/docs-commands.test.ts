import { expect, test } from 'vitest'
import { blocksOf, docPages, readDocBlocks } from '../support/doc-commands.ts'
import { openDocDesk } from '../support/doc-desk.ts'

// test/production runs docs/operate.md with an installation as it is for production.
const pages = (await docPages()).filter((page) => page !== 'docs/operate.md')

async function commandsOf(page: string): Promise<string[]> {
  const blocks = await readDocBlocks(page)
  return blocks.filter(({ why }) => why === null).flatMap(({ commands }) => commands)
}

const read = await Promise.all(pages.map(async (page) => ({ page, commands: await commandsOf(page) })))

test.each(read.filter(({ commands }) => commands.length > 0))(
  'every command of $page works as it is written, or says why no test runs it',
  async ({ page, commands }) => {
    await using desk = await openDocDesk(page, commands)
    const outcomes: string[] = []
    for (const command of commands) outcomes.push(`${command}: ${await desk.run(command)}`)
    expect(outcomes).toEqual(commands.map((command) => `${command}: went well`))
  },
  300_000,
)

test('commands are read in the order of the page, in lists too; what nobody would run is named', () => {
  const page = [
    '```sh\nnpx one # first\nnpx two \\\n  --three\n```',
    '1. In a list:\n\n   ```sh\n   npx four\n   ```',
    '<!-- not run in tests: takes long -->\n\n```sh\nnpx five\n```',
  ]
  expect(blocksOf(page.join('\n\n'))).toEqual([
    { commands: ['npx one # first', 'npx two --three'], why: null },
    { commands: ['npx four'], why: null },
    { commands: ['npx five'], why: 'takes long' },
  ])
  for (const stray of [
    '    npx six',
    '    KEY=$(openssl rand -hex 32) npm start',
    '```bash\nnpx seven\n```',
    '<!-- not run in tests: takes long -->\n\nWords.',
    '<!-- not run in tests -->\n\n```sh\nnpx eight\n```',
  ])
    expect(() => blocksOf(`Words.\n\n${stray}\n`)).toThrow('not a block of commands')
})
