import { until } from './until.ts'

export const apiToken = 'token-of-the-tests-0123456789'

export interface ApiAnswer {
  status: number
  headers: Headers
  body: Record<string, unknown> & { error?: { code: string; message: string } | null }
}

/** A program that uses the HTTP API. */
export class ApiClient {
  readonly url: string
  readonly token: string | null

  constructor(url: string, token: string | null = apiToken) {
    this.url = url
    this.token = token
  }

  /** Asks for an analysis of a document; a field given as undefined is left out. */
  async post(
    document: { bytes: Uint8Array; name: string },
    options: { fields?: Record<string, string | undefined>; key?: string } = {},
  ): Promise<ApiAnswer> {
    const form = new FormData()
    form.set('file', new File([new Uint8Array(document.bytes)], document.name))
    const fields = { analysis: 'analyze-contract', ...options.fields }
    for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.set(name, value)
    const headers: Record<string, string> =
      options.key === undefined ? {} : { 'idempotency-key': options.key }
    return this.request('/api/tasks', { method: 'POST', body: form, headers })
  }

  async get(taskId: unknown): Promise<ApiAnswer> {
    return this.request(`/api/tasks/${String(taskId)}`)
  }

  async cancel(taskId: unknown): Promise<ApiAnswer> {
    return this.request(`/api/tasks/${String(taskId)}`, { method: 'DELETE' })
  }

  async ended(taskId: unknown): Promise<Record<string, unknown>> {
    return until(
      async () => {
        const { body } = await this.get(taskId)
        return ['done', 'failed', 'cancelled'].includes(String(body['state'])) && body
      },
      { what: 'the end of the task' },
    )
  }

  async request(path: string, init: RequestInit = {}): Promise<ApiAnswer> {
    const headers = new Headers(init.headers)
    if (this.token !== null) headers.set('authorization', `Bearer ${this.token}`)
    const response = await fetch(`${this.url}${path}`, { ...init, headers })
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as ApiAnswer['body'],
    }
  }
}
