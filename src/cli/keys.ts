import { readConfig, type OAuthConfig } from '../config.ts'
import { countByKey, rotateContent } from '../db/rotate-content.ts'
import { AppError } from '../errors.ts'
import { keyIdOf, type SealKeys } from '../seal.ts'
import { forgetUnknown, rotateKeys } from '../slack/installation-keys.ts'
import { openDatabase } from './open-database.ts'

/** Encrypts all tokens and all content with the first key of PARALEGAL_KEY. */
export async function rotate(): Promise<void> {
  const keys = sealKeys()
  await using opened = await openDatabase()
  const count = await rotateKeys({ db: opened.db, keys })
  const rows = await rotateContent(opened.db, keys)
  console.log(
    [
      `${count} of the installations had another key; all have the first one now.`,
      `${rows} ${rows === 1 ? 'row' : 'rows'} of content had another key or none; all have the first one now.`,
      'Keys behind it in PARALEGAL_KEY may be removed, once every process was started with this first one.',
    ].join('\n'),
  )
}

/** Prints which keys content is encrypted with, by their ids, and how much of it. */
export async function list(): Promise<void> {
  const { keys } = readConfig(process.env)
  await using opened = await openDatabase()
  const counts = await countByKey(opened.db)
  for (const [index, key] of keys.entries()) {
    const id = keyIdOf(key)
    console.log(`${id}  ${counts.get(id) ?? 0} values${index === 0 ? '  (what is written now)' : ''}`)
  }
  const inClear = counts.get('') ?? 0
  console.log(
    `in clear      ${inClear} values${inClear > 0 && keys.length > 0 ? '  (`npx paralegal keys rotate` encrypts them)' : ''}`,
  )
}

/** Removes tokens that no key of PARALEGAL_KEY opens. */
export async function forget(): Promise<void> {
  const { keys } = oauthConfig()
  await using opened = await openDatabase()
  const teams = await forgetUnknown({ db: opened.db, keys })
  console.log(`These workspaces have to install Paralegal again: ${teams.join(', ')}.`)
}

function sealKeys(): SealKeys {
  const [key, ...older] = readConfig(process.env).keys
  if (key) return [key, ...older]
  throw new AppError('usage', 'no PARALEGAL_KEY', {
    userMessage:
      'PARALEGAL_KEY is not set: there is no key to encrypt with. Make one with `openssl rand -base64 32`; see docs/retention.md.',
  })
}

function oauthConfig(): OAuthConfig {
  const { slack } = readConfig(process.env)
  if (slack && 'oauth' in slack) return slack.oauth
  throw new AppError('usage', 'no SLACK_CLIENT_ID', {
    userMessage:
      'There are tokens only where many workspaces install Paralegal (SLACK_CLIENT_ID is not set): see docs/many-workspaces.md.',
  })
}
