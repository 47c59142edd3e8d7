import { z } from 'zod'
import type { Events } from './delivery.ts'
import type { Faults } from './faults.ts'
import type { FileBytes } from './file-bytes.ts'
import type { Granted } from './scopes.ts'
import { SlackRefusal } from './slack-refusal.ts'
import type { Store } from './store.ts'
import type { Views } from './views.ts'

export interface ApiDeps {
  store: Store
  events: Events
  views: Views
  faults: Faults
  fileBytes: FileBytes
  /** What the manifest asks for, and so was granted. */
  granted: Granted
  /** This server's own address, without a slash at the end. */
  baseUrl: () => string
  /** A new address for Socket Mode. */
  openSocketUrl: () => string
}

type Answer = Record<string, unknown>

export type Method = (deps: ApiDeps, args: Record<string, unknown>) => Answer | Promise<Answer>

/** A Web API method: its arguments are checked before it runs. */
export function method<Arguments extends z.ZodType>(
  schema: Arguments,
  run: (deps: ApiDeps, args: z.infer<Arguments>) => Answer | Promise<Answer>,
): Method {
  return (deps, args) => {
    const parsed = schema.safeParse(args)
    if (parsed.success) return run(deps, parsed.data)
    const messages = parsed.error.issues.map(
      (issue) => `[ERROR] ${issue.message} [json-pointer:/${issue.path.join('/')}]`,
    )
    throw new SlackRefusal('invalid_arguments', messages)
  }
}

/** True as forms and JSON write it. */
export const Flag = z
  .union([z.boolean(), z.enum(['true', 'false', '1', '0', ''])])
  .transform((value) => value === true || value === 'true' || value === '1')

/** A number as forms and JSON write it. */
export const Whole = z.coerce.number().int().nonnegative()
