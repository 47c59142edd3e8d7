import { refuseUnknownKeys } from '../../slack/installation-keys.ts'
import { AppError } from '../../errors.ts'
import type { CheckContext } from './context.ts'
import { failed, ok, skipped, type Outcome } from './outcome.ts'

/** With many workspaces: whether PARALEGAL_KEY opens the tokens of all of them. */
export async function checkWorkspaces(context: CheckContext): Promise<Outcome> {
  const { slack } = context.settings.config
  if (!slack || !('oauth' in slack)) return skipped('only with SLACK_CLIENT_ID')
  const { db } = await context.database()
  try {
    await refuseUnknownKeys({ db, keys: slack.oauth.keys })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return failed(
      error.userMessage,
      'Put the older key behind the new one in PARALEGAL_KEY, with a comma between.',
    )
  }
  const installed = await db
    .selectFrom('installation')
    .select('team_id')
    .where('sealed', 'is not', null)
    .execute()
  return ok(`${installed.length} installed; PARALEGAL_KEY opens their tokens`)
}
