import { sql } from 'kysely'
import type { Budgets } from '../config.ts'
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

const warnShare = 0.8

/**
 * Sets an estimate aside for a task under all budgets, or refuses. Two tasks that are planned at the same moment do not
 * both get the last of a budget. Gives a sentence for the person where one is nearly used up, else null. Throws
 * `budget_exceeded`.
 */
export async function reserveBudget(
  trx: Trx,
  of: { task: Spender; usd: number | null; budgets: Budgets },
): Promise<string | null> {
  const set = scopesOf(of.budgets, of.task)
  if (set.length === 0) return null
  if (of.usd === null) throw unknownPrice(of.task.model)
  // Nothing to pay passes every budget.
  if (of.usd === 0) return null
  await sql`select pg_advisory_xact_lock(hashtext('paralegal budget'))`.execute(trx)
  let note: string | null = null
  for (const { scope, budget } of set) {
    const spent = scope === 'run' ? 0 : await spentBy(trx, of.task, scope)
    const share = (spent + of.usd) / budget
    if (share > 1) throw exceeded({ scope, budget, spent, usd: of.usd })
    if (share > warnShare)
      note ??= `${budgetOf(scope, budget)} is used up to ${Math.round(share * 100)} % with this analysis.`
  }
  return note
}

/** The installation's budgets, and what an analysis allows for itself: the lower one counts. */
export function budgetsOf(budgets: Budgets, analysis: Pick<Analysis, 'budget_usd'>): Budgets {
  const own = analysis.budget_usd
  if (own === null) return budgets
  return { ...budgets, run: Math.min(own, budgets.run ?? own) }
}

/** Refuses a further call where what was really spent has gone over a budget. Throws `budget_exceeded`. */
export async function refuseOverspent(db: Db, task: Spender, budgets: Budgets): Promise<void> {
  for (const { scope, budget } of scopesOf(budgets, task)) {
    const spent = await paidBy(db, task, scope)
    if (spent > budget) throw exceeded({ scope, budget, spent, usd: null })
  }
}

function scopesOf(budgets: Budgets, task: Spender): { scope: Scope; budget: number }[] {
  return (Object.entries(budgets) as [Scope, number | null][]).flatMap(([scope, budget]) =>
    budget === null || (scope === 'channel' && task.channel_id === null) ? [] : [{ scope, budget }],
  )
}

// Paid since midnight, and set aside for other tasks that run.
async function spentBy(db: Db, task: Spender, scope: Scope): Promise<number> {
  const row = await db
    .selectFrom('task')
    .select(
      sql<string | null>`sum(greatest(0, estimate_usd - coalesce(
        (select sum(cost_usd) from generation where generation.task_id = task.id), 0)))`.as('usd'),
    )
    .where('state', 'in', openStates)
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

function budgetOf(scope: Scope, budget: number): string {
  return `The budget of ${dollars(budget)} ${scopeNames[scope]}`
}

// Cents, and of less than ten cents two figures.
function dollars(usd: number): string {
  return `$${usd >= 0.1 || usd === 0 ? usd.toFixed(2) : Number(usd.toPrecision(2))}`
}

function exceeded(of: { scope: Scope; budget: number; spent: number; usd: number | null }): AppError {
  const { scope, budget, spent, usd } = of
  const left = dollars(Math.max(0, budget - spent))
  const why =
    usd === null
      ? 'is used up, so this was not asked'
      : `has ${left} left, and this analysis would cost about ${dollars(usd)}. Nothing was asked`
  const when = scope === 'run' ? '' : ' It is free again at midnight UTC;'
  return new AppError('budget_exceeded', `over the budget ${scope}`, {
    userMessage: `${budgetOf(scope, budget)} ${why}; the document is kept.${when === '' ? ' The' : `${when} the`} operator can raise PARALEGAL_BUDGET.`,
  })
}

function unknownPrice(model: string): AppError {
  return new AppError('budget_exceeded', `no price for ${model}`, {
    userMessage: `There is a budget, and nobody knows what ${model} costs, so it was not asked. The operator can say it: \`npx paralegal prices set ${model} --input … --output …\` (US dollars per million tokens; 0 for a model of your own).`,
  })
}
