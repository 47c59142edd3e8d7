export interface Fault {
  /** How many calls it befalls. */
  times: number
  /** Slack's own refusal: `ok: false` with this error. */
  error?: string
  /** An HTTP status instead of an answer; 429 with Retry-After. */
  status?: number
  retryAfterSeconds?: number
  /** Waits first; a caller who has given up by then is not served. */
  delayMs?: number
  /** The call is carried out, then the answer is lost. */
  loseAnswer?: true
  /** The call is carried out, and never answered. */
  hangs?: true
  /** It befalls only calls with such arguments. */
  when?: (args: Record<string, unknown>) => boolean
  /** The call is carried out, and this is what is answered. */
  answers?: (answer: Record<string, unknown>) => Record<string, unknown>
  /** Of a download: what comes in place of the file. */
  page?: { headers: Record<string, string>; body: Uint8Array }
}

export interface ReceivedCall {
  method: string
  arguments: Record<string, unknown>
  at: number
}

/** Trouble on demand, and what was asked of the workspace: for tests of the app's behaviour. */
export class Faults {
  readonly #byMethod = new Map<string, Fault>()
  readonly #received: ReceivedCall[] = []
  readonly #posted = new Map<string, number[]>()
  #postsPerSecond = Number.POSITIVE_INFINITY
  /** Posts that came too soon after others in their channel. */
  refusedPosts = 0
  /** Events that are delivered although the app's acknowledgement is taken as lost, so that they come again. */
  loseAcks = 0
  /** Events that never reach the app. */
  loseEvents = 0
  /** How often every event is delivered, at once. */
  deliveries = 1
  /** Cuts every Socket Mode connection; with a reason (`refresh_requested`) as Slack announces it. Set by the server. */
  disconnect: (reason?: string) => void = () => undefined

  fail(method: string, fault: Fault): void {
    this.#byMethod.set(method, { ...fault })
  }

  /** The fault that befalls this call, if any. */
  take(method: string, args: Record<string, unknown> = {}): Fault | undefined {
    const fault = this.#byMethod.get(method)
    if (!fault || fault.times <= 0 || fault.when?.(args) === false) return undefined
    fault.times--
    return fault
  }

  /** From now on, more posts than this in a channel within a second are answered by 429. */
  limitPosting(perSecond: number): void {
    this.#postsPerSecond = perSecond
  }

  isTooSoon(method: string, channel: unknown): boolean {
    if (method !== 'chat.postMessage' || !Number.isFinite(this.#postsPerSecond)) return false
    const now = Date.now()
    const key = String(channel)
    const recent = (this.#posted.get(key) ?? []).filter((at) => now - at < 1000)
    const isRefused = recent.length >= this.#postsPerSecond
    if (isRefused) this.refusedPosts++
    this.#posted.set(key, isRefused ? recent : [...recent, now])
    return isRefused
  }

  note(call: ReceivedCall): void {
    this.#received.push(call)
    if (this.#received.length > 10_000) this.#received.splice(0, 5000)
  }

  /** The calls of a method so far, oldest first. */
  calls(method: string): ReceivedCall[] {
    return this.#received.filter((call) => call.method === method)
  }
}
