import { userInfo } from 'node:os'
import type { Command } from 'commander'
import type { Db } from '../db/connect.ts'
import type { HoldScope } from '../db/removal-tables.ts'
import { AppError } from '../errors.ts'
import { addHold, listHolds, releaseHold } from '../removal/holds.ts'
import { findTask } from './find-task.ts'
import { openDatabase } from './open-database.ts'

interface AddOptions {
  task?: string
  document?: string
  channel?: string
  person?: string
  reason: string
}

/** The commands about legal holds: what is under one is not removed, whoever asks. */
export function defineHoldCommands(program: Command): void {
  const hold = program
    .command('hold')
    .description('legal holds: what is under one is not removed by retention, by Slack or by a person')

  hold
    .command('add')
    .description('place a hold on a task, a document, a channel or a person')
    .option('--task <id>', 'a task, by its id or its first characters')
    .option('--document <sha256>', 'a document, by its hash')
    .option('--channel <id>', 'all that was asked in a channel of Slack')
    .option('--person <id>', 'all that a person asked for')
    .requiredOption('--reason <text>', 'why, for the record')
    .action(add)

  hold.command('list').description('the holds that stand').option('--json', 'print as JSON').action(list)

  hold
    .command('release')
    .description('end a hold; what is too old then goes with the next purge')
    .argument('<hold>', 'its id, or its first characters')
    .action(release)
}

async function add(options: AddOptions): Promise<void> {
  await using opened = await openDatabase()
  const { scope, target } = await targetOf(opened.db, options)
  const hold = { teamId: null, scope, target, reason: options.reason, by: operator() }
  const { id, isNew } = await addHold(opened.db, hold)
  console.log(
    isNew
      ? `Hold ${id} stands: nothing of this ${scope} is removed until it is released.`
      : `There is one already: hold ${id}.`,
  )
}

async function targetOf(db: Db, options: AddOptions): Promise<{ scope: HoldScope; target: string }> {
  const scopes: HoldScope[] = ['task', 'document', 'channel', 'person']
  const given = scopes.filter((each) => options[each] !== undefined)
  const [scope] = given
  if (!scope || given.length > 1)
    throw new AppError('usage', 'hold what?', {
      userMessage: 'Name one thing to hold: --task, --document, --channel or --person.',
    })
  const target = options[scope] ?? ''
  return { scope, target: scope === 'task' ? await findTask(db, target) : target }
}

async function list({ json }: { json?: true }): Promise<void> {
  await using opened = await openDatabase()
  const holds = await listHolds(opened.db, null)
  if (json) return console.log(JSON.stringify(holds, null, 2))
  if (holds.length === 0) return console.log('No hold stands.')
  for (const { id, scope, target, placed_by: by, placed_at: at, reason } of holds)
    console.log(
      `${id.slice(0, 8)}  ${at.toISOString().slice(0, 10)}  ${scope} ${target}  by ${by}: ${reason}`,
    )
}

async function release(beginning: string): Promise<void> {
  await using opened = await openDatabase()
  const { id, scope } = await releaseHold(opened.db, { beginning, teamId: null, by: operator() })
  console.log(`Hold ${id} is released: this ${scope} may be removed again.`)
}

// The account on this machine: nobody else can tell who typed it.
function operator(): string {
  return `operator ${userInfo().username}`
}
