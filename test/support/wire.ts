import { connect, createServer, type Socket } from 'node:net'

export interface Wire {
  /** The database at the other end. */
  url: string
  cut(): void
  mend(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** A wire to a database that a test can cut, so that the database is away for one program only. */
export async function openWire(databaseUrl: string): Promise<Wire> {
  const there = new URL(databaseUrl)
  const open = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(Number(there.port), there.hostname)
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('error', () => undefined).on('close', () => open.delete(socket))
    }
    near.pipe(far)
    far.pipe(near)
  })
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  await listen(0)
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const here = new URL(databaseUrl)
  here.host = `127.0.0.1:${port}`
  const cut = () => {
    server.close()
    for (const socket of open) socket.destroy()
  }
  return { url: here.href, cut, mend: () => listen(port), [Symbol.asyncDispose]: async () => cut() }
}
