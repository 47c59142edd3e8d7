import { createServer } from 'node:http'

export interface HeardSpan {
  name: string
  traceId: string
  spanId: string
  parentSpanId: string
  kind: number
  attributes: Record<string, unknown>
  status: { code?: number; message?: string }
  events: unknown[]
  /** The process that it is of. */
  process: string
}

interface OtlpAttribute {
  key: string
  value: Record<string, unknown>
}

interface OtlpRequest {
  resourceSpans: {
    resource: { attributes: OtlpAttribute[] }
    scopeSpans: { spans: (Omit<HeardSpan, 'attributes' | 'process'> & { attributes: OtlpAttribute[] })[] }[]
  }[]
}

/** A collector that keeps what is sent to it by OpenTelemetry's protocol over HTTP, as JSON. */
export async function startFakeCollector(): Promise<{
  url: string
  spans: HeardSpan[]
  /** All that was sent, as it came. */
  text: () => string
  [Symbol.asyncDispose](): Promise<void>
}> {
  const spans: HeardSpan[] = []
  let text = ''
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      if (request.url === '/v1/traces') {
        text += body
        spans.push(...spansOf(JSON.parse(body) as OtlpRequest))
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    spans,
    text: () => text,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function spansOf({ resourceSpans }: OtlpRequest): HeardSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const process = String(attributesOf(resource.attributes)['service.instance.id'])
    return scopeSpans.flatMap((scope) =>
      scope.spans.map((span) => ({
        ...span,
        parentSpanId: span.parentSpanId ?? '',
        events: span.events ?? [],
        attributes: attributesOf(span.attributes),
        process,
      })),
    )
  })
}

function attributesOf(attributes: OtlpAttribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
}
