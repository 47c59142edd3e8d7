import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createWorker, type Page } from 'tesseract.js'
import type { QuarterTurns } from './turned-jpeg.ts'

/** Of 100; what lies below it may stand on its side or its head. */
const sureConfidence = 70

/** A picture as it was found, turned by so many quarters. */
export type Turned = (turns: QuarterTurns) => Buffer

export interface RecognisedWord {
  text: string
  /** Pixels of the picture as it was turned. */
  box: { left: number; top: number; right: number; bottom: number }
}

export interface Recognised {
  text: string
  /** Of 100. */
  confidence: number
  turns: QuarterTurns
  words: RecognisedWord[]
}

export type Recognise = (picture: Turned, turns: readonly QuarterTurns[]) => Promise<Recognised>

/** All ways round: most pages are upright, some lay on their side, few on their head. */
export const allTurns: readonly QuarterTurns[] = [0, 1, 3, 2]

/**
 * Tesseract for English, with its data from the package. Only in a thread: a page takes it two seconds, and a little more
 * where the places of the words are asked for; without that there are none.
 */
export async function createRecogniser({ wantsPlaces }: { wantsPlaces: boolean }): Promise<Recognise> {
  const langPath = join(
    createRequire(import.meta.url).resolve('@tesseract.js-data/eng/package.json'),
    '../4.0.0_best_int',
  )
  const tesseract = await createWorker('eng', 1, { langPath, gzip: true, cacheMethod: 'none' })
  return async (picture, turns) => {
    let best: Recognised = { text: '', confidence: 0, turns: 0, words: [] }
    for (const turn of turns) {
      const { data } = await tesseract.recognize(picture(turn), {}, { text: true, blocks: wantsPlaces })
      if (data.confidence > best.confidence) best = { ...data, turns: turn, words: wordsOf(data) }
      if (best.confidence >= sureConfidence) break
    }
    return best
  }
}

function wordsOf({ blocks }: Page): RecognisedWord[] {
  const lines = (blocks ?? []).flatMap(({ paragraphs }) => paragraphs.flatMap((paragraph) => paragraph.lines))
  return lines.flatMap(({ words }) =>
    words.map(({ text, bbox }) => ({
      text,
      box: { left: bbox.x0, top: bbox.y0, right: bbox.x1, bottom: bbox.y1 },
    })),
  )
}
