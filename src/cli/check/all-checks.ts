import { checkClock } from './clock.ts'
import { checkConnections, checkProcesses } from './connections.ts'
import { checkEncryption, checkRetention } from './content.ts'
import type { CheckContext } from './context.ts'
import { checkDatabase } from './database.ts'
import { checkEnvironment } from './environment.ts'
import { checkAccount, checkDisk, checkMemory, checkNode } from './machine.ts'
import { checkModels, checkPrices } from './models.ts'
import type { Outcome } from './outcome.ts'
import { checkPort } from './port.ts'
import { checkAllPrompts } from './prompts.ts'
import { checkProxy } from './proxy.ts'
import { checkQueue, checkSchema } from './schema.ts'
import {
  checkByHand,
  checkSigningSecret,
  checkSlackScopes,
  checkSlackToken,
  checkSocketMode,
} from './slack.ts'
import { checkWorkspaces } from './workspaces.ts'

export interface Check {
  name: string
  /** Looks, changes nothing that lasts; several outcomes where it looks at several things. */
  run(context: CheckContext, signal: AbortSignal): Promise<Outcome | Outcome[]>
  /** Skipped where the database does not answer, which another check says. */
  needsDatabase?: true
  /** Where the usual time is not enough. */
  limitMs?: number
}

/** Everything a new operator gets wrong, in the order in which it is shown. A new setting adds its check here. */
export const allChecks: Check[] = [
  { name: 'node', run: checkNode },
  { name: 'environment', run: checkEnvironment },
  { name: 'account', run: checkAccount },
  { name: 'memory', run: checkMemory },
  { name: 'disk', run: checkDisk },
  { name: 'port', run: checkPort },
  { name: 'proxy', run: checkProxy },
  // Making the built-in one for the first time takes a while.
  { name: 'database', run: checkDatabase, limitMs: 60_000 },
  { name: 'schema', run: checkSchema, needsDatabase: true },
  { name: 'queue', run: checkQueue, needsDatabase: true },
  { name: 'connections', run: checkConnections, needsDatabase: true },
  { name: 'processes', run: checkProcesses, needsDatabase: true },
  { name: 'encryption', run: checkEncryption, needsDatabase: true },
  { name: 'retention', run: checkRetention },
  { name: 'slack token', run: checkSlackToken },
  { name: 'slack scopes', run: checkSlackScopes },
  { name: 'slack socket mode', run: checkSocketMode },
  { name: 'slack signing secret', run: checkSigningSecret },
  { name: 'slack manifest', run: checkByHand },
  { name: 'workspaces', run: checkWorkspaces, needsDatabase: true },
  { name: 'prompts', run: checkAllPrompts },
  { name: 'model', run: checkModels },
  { name: 'price', run: checkPrices, needsDatabase: true },
  { name: 'clock', run: checkClock, limitMs: 60_000 },
]
