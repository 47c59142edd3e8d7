import { AppError } from '../errors.ts'
import { findKey, keyIdOf, sealBytes, unsealBytes } from '../seal.ts'
import type { SealedColumn } from './sealed-columns.ts'

const sealedText = /^sealed:1:([0-9a-f]{12}):([A-Za-z0-9+/]+={0,2})$/
const sealedHead = /^sealed:1:([0-9a-f]{12}):/
const headLength = 'sealed:1::'.length + 12

/** A value as it is stored: with the first key, or in clear where there is none. What is empty stays so. */
export function sealValue(
  keys: Buffer[],
  column: SealedColumn,
  { id, value }: { id: string; value: unknown },
) {
  const [key] = keys
  if (!key || isEmpty(value)) return value
  const owner = `${column.place} ${id}`
  const head = `sealed:1:${keyIdOf(key)}:`
  if (Buffer.isBuffer(value)) return Buffer.concat([Buffer.from(head), sealBytes(key, owner, value)])
  const plain = Buffer.from(String(value), 'utf8')
  const text = `${head}${sealBytes(key, owner, plain).toString('base64')}`
  return column.type === 'json' ? JSON.stringify(text) : text
}

/** A stored value as it was; what was stored in clear is given as it is. Throws `config_invalid` where its key is missing. */
export function openValue(
  keys: Buffer[],
  column: SealedColumn,
  { id, value }: { id: string; value: unknown },
): unknown {
  const keyId = keyIdOfValue(value)
  if (keyId === null) return value
  const key = findKey(keys, keyId)
  if (!key) throw missingKey([keyId])
  const owner = `${column.place} ${id}`
  if (Buffer.isBuffer(value)) return unsealBytes(key, owner, value.subarray(headLength))
  const text = unsealBytes(key, owner, Buffer.from(String(value).slice(headLength), 'base64')).toString(
    'utf8',
  )
  return column.type === 'json' ? (JSON.parse(text) as unknown) : text
}

/** The id of the key that a value is sealed with; null where it stands in clear. */
export function keyIdOfValue(value: unknown): string | null {
  if (typeof value === 'string' && value.startsWith('sealed:')) return sealedText.exec(value)?.[1] ?? null
  if (Buffer.isBuffer(value) && value.length > headLength && value[0] === 0x73)
    return sealedHead.exec(value.toString('latin1', 0, headLength))?.[1] ?? null
  return null
}

export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true
  return Buffer.isBuffer(value) ? value.length === 0 : value === '' || value === '[]' || value === '{}'
}

/** For the operator: content that no key of PARALEGAL_KEY opens. */
export function missingKey(keyIds: string[]): AppError {
  return new AppError('config_invalid', `content is sealed with unknown keys: ${keyIds.join(', ')}`, {
    userMessage: [
      `PARALEGAL_KEY lacks a key that content in the database is encrypted with (key id ${keyIds.join(', ')}).`,
      'Nothing is lost: put that key behind the present one, with a comma between, and start again.',
      '`npx paralegal keys list` says which keys are in use.',
    ].join('\n'),
    // Another process may have it.
    retryable: true,
  })
}
