import { sql } from 'kysely'
import type { Budgets } from '../environment.ts'
import type { Db, Trx } from '../db/connect.ts'
import { AppError } from '../errors.ts'
import type { Analysis } from '../prompts/library.ts'
import { openStates } from './task-state.ts'

/** Whose money a task is. */
export interface Spender {
  id: string
  model: string
  requested_by: string
  team_id: string
  channel_id: string | null
}

type Scope = keyof Budgets

const scopes: Scope[] = ['run', 'user', 'channel', 'day']
const setting = 'PARALEGAL_BUDGET'

const warnShare = 0.8

/** Of one that only waits for Slack all is paid. */
const stillAsking = openStates.filter((state) => state !== 'posting')

/**
 * Sets an estimate aside for a task under all budgets, or refuses. Two tasks that are planned at the same moment do not
 * both get the last of a budget. Gives a sentence for the person where one is nearly used up, else null. Throws
 * `budget_exceeded`.
 */
export async function reserveBudget(
  trx: Trx,
  of: { task: Spender; usd: number | null; budgets: Limits },
): Promise<string | null> {
  const set = scopesOf(of.budgets, of.task)
  if (set.length === 0) return null
  if (of.usd === null) throw unknownPrice(of.task.model)
  // Nothing to pay passes every budget.
  if (of.usd === 0) return null
  await sql`select pg_advisory_xact_lock(hashtext('paralegal budget'))`.execute(trx)
  let note: string | null = null
  for (const limit of set) {
    const spent = await spentBy(trx, of.task, limit.scope)
    const share = (spent + of.usd) / limit.budget
    if (share > 1) throw exceeded(limit, { spent, usd: of.usd })
    if (share > warnShare)
      note ??= `${budgetOf(limit)} is used up to ${Math.round(share * 100)} % with this analysis.`
  }
  return note
}

/** The budgets of a task, and where the one for a single analysis is set. */
export interface Limits extends Budgets {
  runSetting: string
}

/** The installation's budgets, and what an analysis allows for itself: the lower one counts. */
export function budgetsOf(budgets: Budgets, analysis: Pick<Analysis, 'budget_usd' | 'name'>): Limits {
  const own = analysis.budget_usd
  if (own === null || (budgets.run !== null && budgets.run <= own)) return { ...budgets, runSetting: setting }
  return { ...budgets, run: own, runSetting: `budget_usd in ${analysis.name}/analysis.yml` }
}

/** Refuses a further call where what was really spent has gone over a budget. Throws `budget_exceeded`. */
export async function refuseOverspent(db: Db, task: Spender, budgets: Limits): Promise<void> {
  for (const limit of scopesOf(budgets, task)) {
    const spent = await paidBy(db, task, limit.scope)
    if (spent > limit.budget) throw exceeded(limit, { spent, usd: null })
  }
}

interface Limit {
  scope: Scope
  budget: number
  /** What the operator changes to change it. */
  setting: string
}

function scopesOf(budgets: Limits, task: Spender): Limit[] {
  return scopes.flatMap((scope) => {
    const budget = budgets[scope]
    if (budget === null || (scope === 'channel' && task.channel_id === null)) return []
    return [{ scope, budget, setting: scope === 'run' ? budgets.runSetting : setting }]
  })
}

/** What was paid for a task so far, in US dollars. */
export async function paidFor(db: Db, task: Spender): Promise<number> {
  return paidBy(db, task, 'run')
}

// Paid since midnight, and set aside for other tasks that run; of one task all that was paid.
async function spentBy(db: Db, task: Spender, scope: Scope): Promise<number> {
  if (scope === 'run') return paidBy(db, task, scope)
  const row = await db
    .selectFrom('task')
    .select(
      sql<string | null>`sum(greatest(0, estimate_usd - coalesce(
        (select sum(cost_usd) from generation where generation.task_id = task.id), 0)))`.as('usd'),
    )
    .where('state', 'in', stillAsking)
    .where('id', '!=', task.id)
    .where(scopeCondition(task, scope))
    .executeTakeFirst()
  return Number(row?.usd ?? 0) + (await paidBy(db, task, scope))
}

async function paidBy(db: Db, task: Spender, scope: Scope): Promise<number> {
  const row = await db
    .selectFrom('generation')
    .innerJoin('task', 'task.id', 'generation.task_id')
    .select(({ fn }) => fn.sum<string | null>('cost_usd').as('usd'))
    .where(scopeCondition(task, scope))
    .$if(scope !== 'run', (query) => query.where('generation.created_at', '>=', midnight()))
    .executeTakeFirst()
  return Number(row?.usd ?? 0)
}

function scopeCondition(task: Spender, scope: Scope) {
  switch (scope) {
    case 'run':
      return sql<boolean>`task.id = ${task.id}`
    case 'user':
      return sql<boolean>`task.requested_by = ${task.requested_by} and task.team_id = ${task.team_id}`
    case 'channel':
      return sql<boolean>`task.channel_id = ${task.channel_id} and task.team_id = ${task.team_id}`
    case 'day':
      return sql<boolean>`true`
  }
}

function midnight(): Date {
  return new Date(new Date().setUTCHours(0, 0, 0, 0))
}

const scopeNames: Record<Scope, string> = {
  run: 'for one analysis',
  user: 'a day for one person',
  channel: 'a day for one channel',
  day: 'a day for everybody',
}

function budgetOf({ scope, budget }: Limit): string {
  return `The budget of ${dollars(budget)} ${scopeNames[scope]}`
}

// Cents, and of less than ten cents two figures.
function dollars(usd: number): string {
  return `$${usd >= 0.1 || usd === 0 ? usd.toFixed(2) : Number(usd.toPrecision(2))}`
}

function exceeded(limit: Limit, { spent, usd }: { spent: number; usd: number | null }): AppError {
  const { scope, budget } = limit
  const left = dollars(Math.max(0, budget - spent))
  const why =
    usd === null
      ? 'is used up, so this was not asked'
      : `has ${left} left, and this analysis would cost about ${dollars(usd)}. Nothing was asked`
  const who = scope === 'run' ? 'The operator' : 'It is free again at midnight UTC; the operator'
  return new AppError('budget_exceeded', `over the budget ${scope}`, {
    userMessage: `${budgetOf(limit)} ${why}; the document is kept. ${who} can raise ${limit.setting}.`,
  })
}

function unknownPrice(model: string): AppError {
  return new AppError('budget_exceeded', `no price for ${model}`, {
    userMessage: `There is a budget, and nobody knows what ${model} costs, so it was not asked. The operator can say it: \`npx paralegal prices set ${model} --input … --output …\` (US dollars per million tokens; 0 for a model of your own).`,
  })
}
