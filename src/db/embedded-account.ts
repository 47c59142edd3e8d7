import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { AppError } from '../errors.ts'

export interface Account {
  uid: number
  gid: number
}

const candidates = ['postgres', 'nobody', 'node', 'daemon']

/** PostgreSQL refuses to run as root, so root lends it an existing unprivileged account; others run it as themselves. */
export function serverAccount(): Account | null {
  if (process.getuid?.() !== 0) return null
  const passwd = readFileSync('/etc/passwd', 'utf8').split('\n')
  for (const name of candidates) {
    const fields = passwd.find((line) => line.startsWith(`${name}:`))?.split(':')
    const uid = Number(fields?.[2])
    const gid = Number(fields?.[3])
    if (uid > 0 && gid >= 0) return { uid, gid }
  }
  throw new AppError('database_unavailable', `root, and none of ${candidates.join(', ')} in /etc/passwd`, {
    userMessage:
      'The built-in PostgreSQL cannot run as root, and this machine has no unprivileged account to lend it. Run as an ordinary user, or set DATABASE_URL.',
  })
}

/** Whether the account may enter the folder: the project may lie under /root, closed to everybody else. */
export function canReach(folder: string, account: Account): boolean {
  const test = spawnSync('/bin/sh', ['-c', 'test -r "$0" && test -x "$0"', folder], { ...account, cwd: '/' })
  return test.status === 0
}
