import type { Document } from '../../src/documents/document.ts'
import { extract } from '../../src/documents/extract.ts'
import { defaultReadLimits } from '../../src/documents/read-document.ts'

/** What the reading thread would answer, without the thread: a document, or throws the failure's name. */
export async function extracted(bytes: Uint8Array): Promise<Document> {
  const answer = await extract({ bytes, limits: defaultReadLimits })
  if ('failure' in answer) throw new Error(answer.failure)
  return answer.document
}

/** That every page and heading is where the document says it is. */
export function placesAgree({ text, pages, headings }: Document): boolean {
  let end = 0
  const areInOrder = pages.every((page, index) => {
    const isInOrder = page.number === index + 1 && page.start >= end && page.end >= page.start
    end = page.end
    return isInOrder
  })
  return (
    areInOrder &&
    end <= text.length &&
    headings.every((heading) => text.slice(heading.start, heading.end) === heading.title)
  )
}
