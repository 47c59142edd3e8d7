import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl'
import { readDocx } from './docx.ts'
import type { Extracted, ReadContext } from './extract.ts'
import { joinParts, maxParts, type Part } from './parts.ts'
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
  const office = has('word/document.xml') ? readDocx : has('xl/workbook.xml') ? readXlsx : null
  // The libraries behind have no limits of their own.
  if (office) return (await unfoldAll(zip, entries, context)) ?? office(bytes, context)
  // Other formats of an office, books, programs: their files are no documents of their own.
  if (has('[Content_Types].xml') || has('mimetype') || has('META-INF/MANIFEST.MF')) return 'unknown-type'
  const files = entries.filter(({ fileName }) => !fileName.endsWith('/') && !junk.test(fileName))
  if (files.length === 0) return 'empty'
  if (files.every((entry) => entry.isEncrypted())) return 'encrypted'
  if (files.length + context.parts.count > maxParts) return 'too-many-parts'
  const parts: Part[] = []
  for (const entry of files) {
    const read = await partOf(zip, entry, context)
    if (read === 'unfolds-too-much') return read
    parts.push({ name: entry.fileName, bytes: read })
  }
  return joinParts({ kind: 'zip', first: null, parts }, context)
}

async function partOf(
  zip: ZipFile,
  entry: Entry,
  context: ReadContext,
): Promise<Buffer | 'encrypted' | 'link' | 'damaged' | 'unfolds-too-much'> {
  if (entry.isEncrypted()) return 'encrypted'
  if (isLink(entry)) return 'link'
  const chunks: Buffer[] = []
  return (await unfold(zip, entry, { context, take: (chunk) => chunks.push(chunk) })) ?? Buffer.concat(chunks)
}

// The upper half is the mode of Unix, where its system made the archive: 0o120000 is a symbolic link.
function isLink({ externalFileAttributes }: Entry): boolean {
  return externalFileAttributes >>> 28 === 0o12
}

async function unfoldAll(
  zip: ZipFile,
  entries: Entry[],
  context: ReadContext,
): Promise<'unfolds-too-much' | 'damaged' | 'encrypted' | null> {
  for (const entry of entries) {
    if (entry.isEncrypted()) return 'encrypted'
    const failure = await unfold(zip, entry, { context, take: () => undefined })
    if (failure) return failure
  }
  return null
}

async function unfold(
  zip: ZipFile,
  entry: Entry,
  { context, take }: { context: ReadContext; take: (chunk: Buffer) => void },
): Promise<'unfolds-too-much' | 'damaged' | null> {
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      context.parts.bytes += (chunk as Buffer).length
      if (context.parts.bytes > maxUnfoldedBytes) return 'unfolds-too-much'
      take(chunk as Buffer)
    }
  } catch {
    return 'damaged'
  }
  return null
}
