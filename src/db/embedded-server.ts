import { spawn } from 'node:child_process'
import { open, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'
import { AppError } from '../errors.ts'
import { dataFolder, readPassword, type ServerPlace } from './embedded-cluster.ts'

const startDeadlineMs = 30_000
const stopDeadlineMs = 15_000

export interface RunningServer {
  pid: number
  port: number
}

/** The server that already runs on this folder, if it answers. */
export async function findRunning(place: ServerPlace): Promise<RunningServer | undefined> {
  const server = await readPidFile(place.folder)
  return server && (await answers(place.folder, server.port)) ? server : undefined
}

/**
 * Starts the server and waits until it answers. Tries again while children of a killed predecessor still hold its
 * memory, and takes whichever server wins when several processes start one at once.
 */
export async function launch(place: ServerPlace, wantedPort?: number): Promise<RunningServer> {
  const deadline = Date.now() + startDeadlineMs
  const portFile = join(place.folder, 'port')
  const lastPort = wantedPort ?? Number(await readFile(portFile, 'utf8').catch(() => '0'))
  let port = await freePort(lastPort)
  while (Date.now() < deadline) {
    const exited = await spawnServer(place, port)
    while (!exited.aborted && Date.now() < deadline) {
      const server = await findRunning(place)
      if (server) {
        await writeFile(portFile, String(server.port))
        return server
      }
      await wait(30)
    }
    const winner = await findRunning(place)
    if (winner) return winner
    await wait(200)
    port = await freePort(lastPort)
  }
  throw new AppError('database_unavailable', 'embedded server did not answer in time', {
    userMessage: `The built-in PostgreSQL did not start. Its own words are in ${join(place.folder, 'server.log')}. DATABASE_URL uses another server.`,
  })
}

/** Fast shutdown: clients are cut, everything committed is kept. */
export async function stopServer(server: RunningServer): Promise<void> {
  const deadline = Date.now() + stopDeadlineMs
  let alive = signal(server, 'SIGINT')
  while (alive && Date.now() < deadline) {
    await wait(20)
    alive = signal(server, 0)
  }
}

/** Sends the signal (0 only asks); false where the process is gone. */
export function signal(server: RunningServer, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(server.pid, name)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

// Detached, so that it outlives a killed process (others may use it) and Ctrl-C in the terminal does not reach it.
async function spawnServer(place: ServerPlace, port: number): Promise<AbortSignal> {
  const serverLog = await open(join(place.folder, 'server.log'), 'a', 0o600)
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    ...place.settings,
  ]
  const child = spawn(
    place.binaries.postgres,
    ['-D', dataFolder(place.folder), '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    {
      ...place.account,
      cwd: place.account ? '/' : place.folder,
      detached: true,
      stdio: ['ignore', serverLog.fd, serverLog.fd],
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    },
  )
  const exited = new AbortController()
  child.on('exit', () => exited.abort())
  child.on('error', () => exited.abort())
  child.unref()
  await serverLog.close()
  return exited.signal
}

// postmaster.pid: line 1 the process, line 4 the port (PostgreSQL's miscadmin.h, LOCK_FILE_LINE_*).
async function readPidFile(folder: string): Promise<RunningServer | undefined> {
  const text = await readFile(join(dataFolder(folder), 'postmaster.pid'), 'utf8').catch(() => '')
  const lines = text.split('\n')
  const pid = Number(lines[0])
  const port = Number(lines[3])
  return pid > 0 && port > 0 ? { pid, port } : undefined
}

async function answers(folder: string, port: number): Promise<boolean> {
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: 'paralegal',
    database: 'postgres',
    password: await readPassword(folder),
    connectionTimeoutMillis: 2000,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    return false
  }
}

async function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', () => (wanted === 0 ? reject(new Error('no free port')) : resolve(freePort(0))))
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
