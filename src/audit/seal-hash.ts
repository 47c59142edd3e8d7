import { createHmac, timingSafeEqual } from 'node:crypto'
import { keyIdOf } from '../seal.ts'

/** What only who has the key can make of a hash, with the key's name before it; null without a key. */
export function sealHash([key]: readonly Buffer[], hash: string): string | null {
  return key ? `${keyIdOf(key)}.${macOf(key, hash)}` : null
}

/** Whether one of the keys made it; `unknown` where its key is not among them. */
export function checkSeal(
  keys: readonly Buffer[],
  hash: string,
  seal: string,
): 'right' | 'wrong' | 'unknown' {
  const [keyId = '', mac = ''] = seal.split('.')
  const key = keys.find((each) => keyIdOf(each) === keyId)
  if (!key) return 'unknown'
  const [expected, given] = [Buffer.from(macOf(key, hash)), Buffer.from(mac)]
  return expected.length === given.length && timingSafeEqual(expected, given) ? 'right' : 'wrong'
}

function macOf(key: Buffer, hash: string): string {
  return createHmac('sha256', key).update(`paralegal audit ${hash}`).digest('hex')
}
