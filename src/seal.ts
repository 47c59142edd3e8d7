import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/** For content and tokens at rest: the first one seals, each of them opens. */
export type SealKeys = [Buffer, ...Buffer[]]

export interface Sealed {
  keyId: string
  /** base64 of nonce, tag and cipher text. */
  text: string
}

/** Encrypts with the first key. `owner` goes into the seal: what is moved to another row does not open there. */
export function seal(keys: SealKeys, owner: string, plain: string): Sealed {
  return {
    keyId: keyIdOf(keys[0]),
    text: sealBytes(keys[0], owner, Buffer.from(plain, 'utf8')).toString('base64'),
  }
}

/** Gives what was sealed; null where none of the keys is the one. Throws where it was changed or is another owner's. */
export function unseal(keys: Buffer[], owner: string, { keyId, text }: Sealed): string | null {
  const key = findKey(keys, keyId)
  return key ? unsealBytes(key, owner, Buffer.from(text, 'base64')).toString('utf8') : null
}

/** Nonce, tag and cipher text. */
export function sealBytes(key: Buffer, owner: string, plain: Uint8Array): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
  cipher.setAAD(Buffer.from(owner))
  const body = [cipher.update(plain), cipher.final()]
  return Buffer.concat([nonce, cipher.getAuthTag(), ...body])
}

/** Throws where it was changed, is another owner's, or another key's. */
export function unsealBytes(key: Buffer, owner: string, sealed: Buffer): Buffer {
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  })
  decipher.setAAD(Buffer.from(owner))
  decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
  return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()])
}

export function findKey(keys: Buffer[], keyId: string): Buffer | undefined {
  return keys.find((each) => keyIdOf(each) === keyId)
}

const ids = new WeakMap<Buffer, string>()

/** Names a key without telling anything of it. */
export function keyIdOf(key: Buffer): string {
  const id =
    ids.get(key) ?? createHash('sha256').update('paralegal key id').update(key).digest('hex').slice(0, 12)
  ids.set(key, id)
  return id
}
