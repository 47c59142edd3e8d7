import { readConfig, type OAuthConfig } from '../config.ts'
import { AppError } from '../errors.ts'
import { forgetUnknown, rotateKeys } from '../slack/installation-keys.ts'
import { openDatabase } from './open-database.ts'

/** Encrypts all tokens with the first key of PARALEGAL_KEY. */
export async function rotate(): Promise<void> {
  const { keys } = oauthConfig()
  await using opened = await openDatabase()
  const count = await rotateKeys({ db: opened.db, keys })
  console.log(
    `${count} of the installations had another key; all have the first one now. Keys behind it in PARALEGAL_KEY may be removed.`,
  )
}

/** Removes tokens that no key of PARALEGAL_KEY opens. */
export async function forget(): Promise<void> {
  const { keys } = oauthConfig()
  await using opened = await openDatabase()
  const teams = await forgetUnknown({ db: opened.db, keys })
  console.log(`These workspaces have to install Paralegal again: ${teams.join(', ')}.`)
}

function oauthConfig(): OAuthConfig {
  const { slack } = readConfig(process.env)
  if (slack && 'oauth' in slack) return slack.oauth
  throw new AppError('usage', 'no SLACK_CLIENT_ID', {
    userMessage:
      'There are keys only where many workspaces install Paralegal (SLACK_CLIENT_ID is not set): see docs/many-workspaces.md.',
  })
}
