import type { Installation, InstallationStore } from '@slack/bolt'
import { z } from 'zod'
import type { Db } from '../db/connect.ts'
import { AppError } from '../errors.ts'
import { seal, unseal } from '../seal.ts'

export interface InstallationDeps {
  db: Db
  keys: [Buffer, ...Buffer[]]
}

/** What a team gave when it installed the app. */
export interface Installed {
  botToken: string
  botId: string
  botUserId: string
}

const Stored = z.object({ bot: z.object({ token: z.string(), id: z.string(), userId: z.string() }) })

/** Where Bolt's install pages put what Slack gives them: a row per team, sealed. */
export function installationStore(deps: InstallationDeps): InstallationStore {
  return {
    storeInstallation: async (installation) => storeInstallation(deps, installation),
    async fetchInstallation({ teamId }) {
      const json = await openSealed(deps, teamId ?? '')
      if (json === null) throw notInstalled(teamId ?? '')
      return JSON.parse(json) as Installation
    },
    async deleteInstallation({ teamId }) {
      await endInstallation(deps.db, teamId ?? '', new Date())
    },
  }
}

/** What a team gave. Throws `slack_not_installed` where it has not installed the app, or no more. */
export async function getInstalled(deps: InstallationDeps, teamId: string): Promise<Installed> {
  const json = await openSealed(deps, teamId)
  if (json === null) throw notInstalled(teamId)
  const { bot } = Stored.parse(JSON.parse(json))
  return { botToken: bot.token, botId: bot.id, botUserId: bot.userId }
}

/** Forgets a team's tokens; false where it installed the app again since `at`. */
export async function endInstallation(db: Db, teamId: string, at: Date): Promise<boolean> {
  const row = await db
    .selectFrom('installation')
    .select('installed_at')
    .where('team_id', '=', teamId)
    .executeTakeFirst()
  // Slack tells whole seconds.
  if (row && Math.floor(row.installed_at.getTime() / 1000) > at.getTime() / 1000) return false
  await db
    .updateTable('installation')
    .set((set) => ({
      sealed: null,
      updated_at: new Date(),
      uninstalled_at: set.fn.coalesce('uninstalled_at', set.val(at)),
    }))
    .where('team_id', '=', teamId)
    .where('installed_at', '=', row?.installed_at ?? at)
    .execute()
  return true
}

/** Ties a seal to its row. */
export function ownerOf(teamId: string): string {
  return `installation:${teamId}`
}

async function storeInstallation({ db, keys }: InstallationDeps, installation: Installation): Promise<void> {
  const { team, bot, enterprise } = installation
  // The manifest does not offer it to whole organisations; their teams install it one by one.
  if (!team || !bot || installation.isEnterpriseInstall) {
    throw new AppError('slack_not_installed', 'an installation without a team or a bot', {
      userMessage: 'Paralegal is installed in one workspace at a time, not in a whole organisation.',
    })
  }
  const { keyId, text } = seal(keys, ownerOf(team.id), JSON.stringify(installation))
  const now = new Date()
  const row = {
    enterprise_id: enterprise?.id ?? null,
    bot_user_id: bot.userId,
    key_id: keyId,
    sealed: text,
    installed_at: now,
    updated_at: now,
    uninstalled_at: null,
  }
  await db
    .insertInto('installation')
    .values({ team_id: team.id, ...row })
    .onConflict((conflict) => conflict.column('team_id').doUpdateSet(row))
    .execute()
}

async function openSealed({ db, keys }: InstallationDeps, teamId: string): Promise<string | null> {
  const row = await db
    .selectFrom('installation')
    .select(['key_id', 'sealed'])
    .where('team_id', '=', teamId)
    .executeTakeFirst()
  if (!row || row.sealed === null) return null
  const json = unseal(keys, ownerOf(teamId), { keyId: row.key_id, text: row.sealed })
  if (json === null) throw unknownKey([row.key_id])
  return json
}

function notInstalled(teamId: string): AppError {
  return new AppError('slack_not_installed', `team ${teamId} has not installed the app`, {
    userMessage:
      'Paralegal is not installed in this Slack workspace any more. What was analysed is kept; install it again to go on.',
  })
}

/** For the operator: rows that no key of PARALEGAL_KEY opens. */
export function unknownKey(keyIds: string[]): AppError {
  return new AppError('config_invalid', `installations are sealed with unknown keys: ${keyIds.join(', ')}`, {
    userMessage: [
      `PARALEGAL_KEY lacks a key that tokens in the database are encrypted with (key id ${keyIds.join(', ')}).`,
      'Put it behind the present one, with a comma between, and run `npx paralegal keys rotate`; where it is lost,',
      '`npx paralegal keys forget` removes those tokens, and their workspaces install Paralegal again.',
    ].join('\n'),
  })
}
