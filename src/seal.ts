import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

export interface Sealed {
  keyId: string
  /** base64 of nonce, tag and cipher text. */
  text: string
}

/** Encrypts with the first key. `owner` goes into the seal: what is moved to another row does not open there. */
export function seal(keys: [Buffer, ...Buffer[]], owner: string, plain: string): Sealed {
  const [key] = keys
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
  cipher.setAAD(Buffer.from(owner))
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return { keyId: keyIdOf(key), text: Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64') }
}

/** Gives what was sealed; null where none of the keys is the one. Throws where it was changed or is another owner's. */
export function unseal(keys: Buffer[], owner: string, { keyId, text }: Sealed): string | null {
  const key = keys.find((each) => keyIdOf(each) === keyId)
  if (!key) return null
  const bytes = Buffer.from(text, 'base64')
  const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  })
  decipher.setAAD(Buffer.from(owner))
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
  const body = bytes.subarray(nonceBytes + tagBytes)
  return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
}

/** Names a key without telling anything of it. */
export function keyIdOf(key: Buffer): string {
  return createHash('sha256').update('paralegal key id').update(key).digest('hex').slice(0, 12)
}
