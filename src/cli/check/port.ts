import { createServer } from 'node:net'
import { z } from 'zod'
import type { CheckContext } from './context.ts'
import { reach } from './network.ts'
import { failed, ok, skipped, type Outcome } from './outcome.ts'

const Health = z.looseObject({ status: z.string() })

/** Whether the port on which the bot would listen is free, or has a bot of ours on it. */
export async function checkPort({ settings }: CheckContext, signal: AbortSignal): Promise<Outcome> {
  const { slack, port, apiToken } = settings.config
  const isAsked = slack === null || !slack.appToken || 'oauth' in slack || apiToken !== null || port !== null
  if (settings.isBroken(/^PORT$/)) return skipped('PORT is wrong', 'Correct it, then check again.')
  if (!isAsked)
    return skipped('none is opened with Socket Mode alone; PORT opens one for /healthz and /readyz')
  const wanted = port ?? 3000
  const code = await tryPort(wanted)
  if (code === null) return ok(wanted === 0 ? 'any free one' : `${wanted} is free`)
  if (code === 'EACCES')
    return failed(
      `this account may not listen on ${wanted}`,
      'Set PORT to one over 1023, and let a proxy listen on 443.',
    )
  const health = await reach(`http://127.0.0.1:${wanted}/healthz`, { source: 'the port', signal })
  if (health.answered && health.status === 200 && Health.safeParse(health.body).success)
    return ok(`Paralegal answers on ${wanted} already`)
  if (port === null && slack === null) return ok(`${wanted} is taken: the next free one will be used`)
  return failed(`${wanted} is used by another program`, 'Stop that one, or set another PORT.')
}

async function tryPort(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', (error) => resolve('code' in error ? String(error.code) : 'error'))
    probe.listen(port, () => probe.close(() => resolve(null)))
  })
}
