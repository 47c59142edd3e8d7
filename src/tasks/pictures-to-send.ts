import type { Db } from '../db/connect.ts'
import type { Document } from '../documents/document.ts'
import { imageSizeOf } from '../documents/image-size.ts'
import { imageTypeOf } from '../documents/image-type.ts'
import { picturePages } from '../documents/picture-pages.ts'
import { drawPages } from '../documents/pictures/draw-pages.ts'
import type { PagePicture } from '../llm/model.ts'

/** So many go with a question; a document with more of them is read in sections. */
export const maxPictures = 20
/** A photograph that is larger is not taken by all vendors (Anthropic, vision, November 2026). */
const maxImageBytes = 5 * 1024 * 1024
const maxImageSide = 8000
/** All pictures of a question. */
const maxSentBytes = 20 * 1024 * 1024

interface Deps {
  db: Db
  maxMemoryMb: number
}

// All questions about a section come at the same moment, and a page looks the same each time.
const atHand = new WeakMap<Document, Promise<PagePicture[]>>()

/**
 * The pages of a document, or of a section of it, that are pictures, as pictures, for a model that reads them. Their text
 * goes along, where it was recognised: it is what quotes are checked against.
 */
export async function picturesToSend(
  deps: Deps,
  { documentId, content }: { documentId: string; content: Document },
  signal: AbortSignal,
): Promise<PagePicture[]> {
  const known = await atHand.get(content)?.catch(() => null)
  // Whoever drew them may have been stopped.
  if (known) return known
  const made = makePictures(deps, { documentId, content }, signal)
  atHand.set(content, made)
  made.catch(() => atHand.get(content) === made && atHand.delete(content))
  return made
}

/** Whether a photograph is small enough to be sent. */
export function isSendable(bytes: Uint8Array): boolean {
  const size = imageSizeOf(bytes)
  const isSmall = bytes.length <= maxImageBytes
  return isSmall && size !== null && Math.max(size.width, size.height) <= maxImageSide
}

async function makePictures(
  { db, maxMemoryMb }: Deps,
  { documentId, content }: { documentId: string; content: Document },
  signal: AbortSignal,
): Promise<PagePicture[]> {
  const pages = picturePages(content)
    .slice(0, maxPictures)
    .map(({ number }) => number)
  if (pages.length === 0) return []
  const { bytes } = await db
    .selectFrom('document')
    .select('bytes')
    .where('id', '=', documentId)
    .executeTakeFirstOrThrow()
  const mediaType = imageTypeOf(bytes)
  if (mediaType) return isSendable(bytes) ? [{ page: null, mediaType, bytes }] : []
  const drawn = await drawPages({ bytes, pages, maxMemoryMb }, signal)
  let left = maxSentBytes
  return drawn
    .filter(({ jpeg }) => (left -= jpeg.length) >= 0)
    .map(({ number, jpeg }) => ({ page: number, mediaType: 'image/jpeg', bytes: jpeg }))
}
