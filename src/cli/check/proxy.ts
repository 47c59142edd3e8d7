import type { CheckContext } from './context.ts'
import { ok, warning, type Outcome } from './outcome.ts'

/** Node goes through a proxy only where it is told to, which other programs do by themselves. */
export async function checkProxy({ variables }: CheckContext): Promise<Outcome> {
  const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy']
  const set = names.filter((name) => (variables[name] ?? '') !== '')
  if (set.length === 0) return ok('none')
  if (variables['NODE_USE_ENV_PROXY'] === '1') return ok(`by ${set.join(', ')}`)
  return warning(
    `${set.join(', ')} is set, but Node does not use it`,
    'Set NODE_USE_ENV_PROXY=1 where this machine has no other way out; Socket Mode needs a way for wss:// too.',
  )
}
