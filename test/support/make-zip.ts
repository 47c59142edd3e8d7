import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipEntry {
  name: string
  bytes: Uint8Array | string
  /** Bytes as they are, without compression. */
  isStored?: boolean
  /** What the archive says of the unfolded size, where it lies. */
  saidSize?: number
  isEncrypted?: boolean
  /** Unix mode, as 0o120777 for a symbolic link. */
  mode?: number
  /** Bytes that are deflated already, with their true size. */
  deflated?: { bytes: Uint8Array; size: number }
}

/** A ZIP archive, made entry by entry, so that it can lie as attackers' archives do. */
export function makeZip(entries: ZipEntry[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const entry of entries) {
    const name = Buffer.from(entry.name)
    const bytes = Buffer.from(entry.bytes as string)
    const isStored = entry.isStored ?? entry.isEncrypted ?? bytes.length === 0
    // Before encrypted bytes stands a header of twelve.
    const head = Buffer.alloc(entry.isEncrypted ? 12 : 0)
    const body = Buffer.concat([head, entry.deflated?.bytes ?? (isStored ? bytes : deflateRawSync(bytes))])
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(0x0800 | (entry.isEncrypted ? 1 : 0), 2)
    common.writeUInt16LE(isStored && !entry.deflated ? 0 : 8, 4)
    common.writeUInt32LE(crc32(bytes), 10)
    common.writeUInt32LE(body.length, 14)
    common.writeUInt32LE(entry.saidSize ?? entry.deflated?.size ?? bytes.length, 18)
    common.writeUInt16LE(name.length, 22)
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), common, name, body)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 6)
    rest.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, rest, name)
    offset += 4 + common.length + name.length + body.length
  }
  const index = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(index.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...parts, index, Buffer.from('PK\x05\x06', 'latin1'), end])
}
