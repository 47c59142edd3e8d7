import type { Installation } from '@slack/bolt'
import { expect, test } from 'vitest'
import { endInstallation, getInstalled, installationStore } from '../../src/slack/installations.ts'
import { createTestDatabase } from '../support/test-database.ts'

const keys: [Buffer] = [Buffer.alloc(32, 1)]

const installation: Installation = {
  team: { id: 'T1', name: 'One' },
  enterprise: undefined,
  user: { id: 'U1', token: undefined, scopes: undefined },
  bot: { token: 'xoxb-1', scopes: ['chat:write'], id: 'B1', userId: 'U0' },
  isEnterpriseInstall: false,
}

test('what a team gave comes back, and is nobody else’s', async () => {
  await using database = await createTestDatabase()
  const deps = { db: database.db, keys }
  const store = installationStore(deps)
  await store.storeInstallation(installation)
  await store.storeInstallation({ ...installation, team: { id: 'T2' } })
  expect(await getInstalled(deps, 'T1')).toEqual({ botToken: 'xoxb-1', botId: 'B1', botUserId: 'U0' })
  await expect(getInstalled(deps, 'T3')).rejects.toThrow(
    expect.objectContaining({ code: 'slack_not_installed', retryable: false }),
  )
  // A row's seal does not open in another row.
  const other = await database.db
    .selectFrom('installation')
    .select('sealed')
    .where('team_id', '=', 'T2')
    .executeTakeFirstOrThrow()
  await database.db.updateTable('installation').set(other).where('team_id', '=', 'T1').execute()
  await expect(getInstalled(deps, 'T1')).rejects.toThrow('unable to authenticate data')
})

test('an uninstallation told again does not undo the installation that followed it', async () => {
  await using database = await createTestDatabase()
  const deps = { db: database.db, keys }
  const store = installationStore(deps)
  const before = new Date(Date.now() - 60_000)
  await store.storeInstallation(installation)
  expect(await endInstallation(deps.db, 'T1', before)).toBe(false)
  expect(await getInstalled(deps, 'T1')).toMatchObject({ botToken: 'xoxb-1' })
  expect(await endInstallation(deps.db, 'T1', new Date())).toBe(true)
  await expect(getInstalled(deps, 'T1')).rejects.toThrow('has not installed')
  await store.storeInstallation(installation)
  expect(await getInstalled(deps, 'T1')).toMatchObject({ botToken: 'xoxb-1' })
})

test('a whole organisation is refused', async () => {
  await using database = await createTestDatabase()
  const store = installationStore({ db: database.db, keys })
  const organisation = {
    ...installation,
    team: undefined,
    enterprise: { id: 'E1' },
    isEnterpriseInstall: true,
  }
  await expect(store.storeInstallation(organisation as unknown as Installation)).rejects.toThrow(
    expect.objectContaining({ code: 'slack_not_installed' }),
  )
})
