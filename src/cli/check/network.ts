/** What a server said, or why it said nothing. */
export type Reached =
  | { answered: true; status: number; headers: Headers; body: unknown; clock: ClockEvidence | null }
  | { answered: false; why: string }

export interface ClockEvidence {
  source: string
  /** How far its clock is ahead of ours, in ms. */
  aheadMs: number
}

/** Asks a server once. Never throws: what went wrong is said in words. */
export async function reach(
  url: string,
  options: { source: string; signal: AbortSignal } & Pick<RequestInit, 'method' | 'headers' | 'body'>,
): Promise<Reached> {
  const { source, ...init } = options
  const sentAt = Date.now()
  try {
    const response = await fetch(url, init)
    const date = Date.parse(response.headers.get('date') ?? '')
    // The header has whole seconds: on average it is half a second behind.
    const aheadMs = date + 500 - (sentAt + Date.now()) / 2
    return {
      answered: true,
      status: response.status,
      headers: response.headers,
      body: parse(await response.text()),
      clock: Number.isNaN(date) ? null : { source, aheadMs },
    }
  } catch (error) {
    return { answered: false, why: reasonOf(error) }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

/** Why a connection did not come about, in words. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error)
  return (
    reasons.find(({ codes }) => codes.test(code))?.words ?? (code === '' ? 'the connection failed' : code)
  )
}

const reasons = [
  { codes: /^(?:ENOTFOUND|EAI_AGAIN)$/, words: 'its name is not known here (DNS)' },
  { codes: /^ECONNREFUSED$/, words: 'nothing listens there' },
  { codes: /^(?:TimeoutError|AbortError|ETIMEDOUT|UND_ERR_.*TIMEOUT)$/, words: 'no answer in time' },
  { codes: /^(?:ECONNRESET|UND_ERR_SOCKET|EPIPE)$/, words: 'the connection was cut' },
  {
    codes: /CERT|SELF_SIGNED|UNABLE_TO_/,
    words: 'its certificate is not trusted (NODE_EXTRA_CA_CERTS names one of your own)',
  },
  { codes: /^(?:EHOSTUNREACH|ENETUNREACH)$/, words: 'there is no way to it from here' },
]

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  if (error.cause !== undefined) return codeOf(error.cause)
  return error.name === 'Error' ? '' : error.name
}
