import type { DocumentKind, DocumentWarning, Heading, Page } from './document.ts'
import { extractAny, type Extracted, type ReadContext } from './extract.ts'
import type { ReadFailure } from './read-errors.ts'

/** A file within a file. */
export interface Part {
  /** As whoever made it wrote it. */
  name: string
  /** Or why there are none to be read. */
  bytes: Uint8Array | keyof typeof failureReasons
}

const maxDepth = 4
/** More files are not looked at. */
export const maxParts = 500
const maxLabel = 80

/** Reasons to leave out one part alone. */
const failureReasons = {
  empty: 'it holds no text (a scan or a picture?); please share it on its own',
  encrypted: 'it is protected by a password',
  'unknown-type': 'it is of no kind that I read',
  damaged: 'it is damaged or unusually built',
  link: 'it is a link to a file elsewhere',
}

function isOwnFault(failure: string): failure is keyof typeof failureReasons {
  return failure in failureReasons
}

/** Reads the parts one after the other into one text; each of their pages says where it comes from. */
export async function joinParts(
  of: {
    kind: DocumentKind
    first: { text: string; label: string; warnings: DocumentWarning[] } | null
    parts: Part[]
  },
  context: ReadContext,
): Promise<Extracted> {
  const joined = {
    text: '',
    pages: [] as Page[],
    headings: [] as Heading[],
    warnings: [] as DocumentWarning[],
  }
  if (of.first) {
    joined.text = of.first.text
    joined.pages.push({ number: 1, start: 0, end: of.first.text.length, label: of.first.label })
    joined.warnings.push(...of.first.warnings)
  }
  if (context.depth >= maxDepth && of.parts.length > 0) return 'too-deep'
  let failure: ReadFailure = 'unknown-type'
  for (const { name, bytes } of of.parts) {
    if (++context.parts.count > maxParts) return 'too-many-parts'
    const label = labelOf(name)
    const read = await readBytes(bytes, context)
    if (typeof read === 'string') {
      // What bursts its limits does not become harmless inside another file.
      if (!isOwnFault(read)) return read
      failure = read === 'link' ? 'unknown-type' : read
      const reason = `left out: ${failureReasons[read]}`
      joined.warnings.push({ kind: 'left-out', page: null, reason, excerpt: label })
      continue
    }
    append(joined, read, label)
    if (joined.text.length > context.limits.maxCharacters) return 'too-much-text'
    if (joined.pages.length > context.limits.maxPages) return 'too-many-pages'
  }
  return joined.pages.length === 0 ? failure : { kind: of.kind, ...joined, paged: joined.pages.length > 1 }
}

async function readBytes(bytes: Part['bytes'], context: ReadContext): Promise<Extracted | 'link'> {
  if (typeof bytes === 'string') return bytes
  return bytes.length === 0 ? 'empty' : extractAny(bytes, { ...context, depth: context.depth + 1 })
}

function append(
  joined: { text: string; pages: Page[]; headings: Heading[]; warnings: DocumentWarning[] },
  read: Exclude<Extracted, string>,
  label: string,
): void {
  if (joined.text !== '') joined.text += '\n\n'
  const [offset, before] = [joined.text.length, joined.pages.length]
  joined.text += read.text
  for (const page of read.pages) {
    const own = page.label ?? (read.pages.length > 1 ? `page ${page.number}` : null)
    joined.pages.push({
      ...page,
      number: before + page.number,
      start: offset + page.start,
      end: offset + page.end,
      label: own === null ? label : `${label}, ${own}`,
    })
  }
  for (const { title, start, end } of read.headings ?? [])
    joined.headings.push({ title, start: offset + start, end: offset + end })
  for (const warning of read.warnings ?? [])
    joined.warnings.push({ ...warning, page: before + (warning.page ?? 1) })
}

// Shown to people and to a model: a name cannot end its marker or pretend to be a folder elsewhere.
function labelOf(name: string): string {
  const plain = name
    .replace(/^.*[\\/]/s, '')
    .replace(/[\p{C}[\]]/gu, '')
    .trim()
  return plain === '' ? 'a file without a name' : Array.from(plain).slice(0, maxLabel).join('')
}
