import type { Document, DocumentWarning } from '../document.ts'
import { shortened } from '../hidden-warning.ts'
import type { RecognisedPage } from './recognise.ts'

/** Doubtful pages beyond these are told and not read again: each takes seconds. */
export const maxDoubtful = 20
/** Share of the recognised words that the page's text has too, below which it is another text. */
const minShared = 0.5
const minWords = 4

/** What came of comparing doubtful pages with what OCR read there: warnings, and the pages whose text is to be replaced. */
export function compareDoubtful(
  { text, pages }: Document,
  { doubtful, found }: { doubtful: number[]; found: RecognisedPage[] },
): { warnings: DocumentWarning[]; replaced: Set<number> } {
  const warnings: DocumentWarning[] = []
  const replaced = new Set<number>()
  for (const number of doubtful) {
    const page = pages[number - 1]
    const layer = page ? text.slice(page.start, page.end) : ''
    const recognised = wordsOf(found.find((each) => each.number === number)?.text ?? '')
    const own = new Set(wordsOf(layer))
    const shared = recognised.filter((word) => own.has(word)).length
    if (recognised.length < minWords)
      warnings.push(
        warning(number, 'the letters look otherwise than the text behind them; compare the page', layer),
      )
    else if (shared / recognised.length < minShared) {
      replaced.add(number)
      warnings.push(
        warning(
          number,
          'the text behind the page is not what the page shows; I read what it shows by OCR',
          layer,
        ),
      )
    }
  }
  return { warnings, replaced }
}

function warning(page: number, reason: string, layer: string): DocumentWarning {
  return { kind: 'mismatch', page, reason, excerpt: shortened(layer) }
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/\p{L}{3,}/gu) ?? []
}
