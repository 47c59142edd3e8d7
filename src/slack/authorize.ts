import type { Authorize } from '@slack/bolt'
import { patiently } from '../db/patiently.ts'
import { AppError } from '../errors.ts'
import { getInstalled, type InstallationDeps } from './installations.ts'

/** In whose name Bolt's listeners speak: the bot of the team that an event comes from. */
export function authorizeByInstallation(deps: InstallationDeps): Authorize<boolean> {
  return async ({ teamId, enterpriseId }) => {
    const installed = await patiently(() => getInstalled(deps, teamId ?? ''))
    return {
      ...installed,
      ...(teamId === undefined ? {} : { teamId }),
      ...(enterpriseId === undefined ? {} : { enterpriseId }),
    }
  }
}

/** Whether that is why a listener was not called. */
export function isNotInstalled(error: unknown): boolean {
  const original = error instanceof Error && 'original' in error ? error.original : undefined
  return original instanceof AppError && original.code === 'slack_not_installed'
}
