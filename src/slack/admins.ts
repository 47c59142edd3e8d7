import type { WebClient } from '@slack/web-api'

const keepMs = 5 * 60_000
const maxKept = 1000

type Answers = Map<string, { isAdmin: boolean; until: number }>
const answersOf = new WeakMap<WebClient, Answers>()

/** Whether somebody is listed by the operator, or Slack knows them as an admin or owner of the workspace. */
export async function isAdmin(
  deps: { client: WebClient; admins: string[] },
  userId: string,
): Promise<boolean> {
  if (deps.admins.includes(userId)) return true
  const answers = answersOf.get(deps.client) ?? new Map()
  answersOf.set(deps.client, answers)
  const known = answers.get(userId)
  if (known && known.until > Date.now()) return known.isAdmin
  const { user } = await deps.client.users.info({ user: userId })
  const answer = user?.is_admin === true || user?.is_owner === true
  answers.set(userId, { isAdmin: answer, until: Date.now() + keepMs })
  const [oldest] = answers.keys()
  if (answers.size > maxKept && oldest !== undefined) answers.delete(oldest)
  return answer
}
