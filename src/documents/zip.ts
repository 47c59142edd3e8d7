import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl'
import { readDocx } from './docx.ts'
import type { Extracted, ReadContext } from './extract.ts'
import { joinParts, type Part } from './parts.ts'
import { readXlsx } from './xlsx.ts'

/** Bytes that all archives of a file may unfold to. */
const maxUnfoldedBytes = 200 * 1024 * 1024
const maxEntries = 10_000
const junk = /^__MACOSX\/|(?:^|\/)(?:\.DS_Store|Thumbs\.db|desktop\.ini)$/

/** What a ZIP holds: a Word file, a workbook, or files of their own, read one after the other. */
export async function readZip(bytes: Uint8Array, context: ReadContext): Promise<Extracted> {
  let zip: ZipFile
  const entries: Entry[] = []
  try {
    zip = await fromBufferPromise(Buffer.from(bytes), { validateEntrySizes: true })
    for await (const entry of zip.eachEntry()) {
      entries.push(entry)
      if (entries.length > maxEntries) return 'too-many-parts'
    }
  } catch (error) {
    return /relative path|absolute path|invalid characters/.test(String(error)) ? 'unsafe-names' : 'damaged'
  }
  const has = (name: string) => entries.some(({ fileName }) => fileName === name)
  if (has('word/document.xml')) return readDocx(bytes, context)
  if (has('xl/workbook.xml')) return readXlsx(bytes, context)
  // Other formats of an office, books, programs: their files are no documents of their own.
  if (has('[Content_Types].xml') || has('mimetype') || has('META-INF/MANIFEST.MF')) return 'unknown-type'
  const files = entries.filter(({ fileName }) => !fileName.endsWith('/') && !junk.test(fileName))
  if (files.length === 0) return 'empty'
  if (files.every((entry) => entry.isEncrypted())) return 'encrypted'
  const parts: Part[] = []
  for (const entry of files) {
    if (entry.isEncrypted()) {
      parts.push({ name: `${entry.fileName} (protected by a password)`, bytes: new Uint8Array() })
      continue
    }
    const read = await unfold(zip, entry, context)
    if (typeof read === 'string') return read
    parts.push({ name: entry.fileName, bytes: read })
  }
  return joinParts({ kind: 'zip', first: null, parts }, context)
}

async function unfold(
  zip: ZipFile,
  entry: Entry,
  context: ReadContext,
): Promise<Buffer | 'unfolds-too-much' | 'damaged'> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      context.parts.bytes += (chunk as Buffer).length
      if (context.parts.bytes > maxUnfoldedBytes) return 'unfolds-too-much'
      chunks.push(chunk as Buffer)
    }
  } catch {
    return 'damaged'
  }
  return Buffer.concat(chunks)
}
