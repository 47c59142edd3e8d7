import { greyMap, greyPage, turnedBack, turnedGrey, type PixelBox } from '../ocr/grey-map.ts'
import { allTurns, createRecogniser, type RecognisedWord } from '../ocr/recogniser.ts'
import type { Picture } from '../pdf/page-picture.ts'
import type { Pdfium } from '../pdf/pdfium.ts'
import { comparable } from './quote-boxes.ts'

/** Where words that were recognised stand in a page's picture: a box for each word; none where they are not found. */
export async function findRecognisedBoxes(
  pdfium: Pdfium,
  { page, quote, picture }: { page: number; quote: string; picture: Picture },
): Promise<PixelBox[]> {
  const grey = greyPage(pdfium, page)
  const recognise = await createRecogniser({ wantsPlaces: true })
  const { words, turns } = await recognise((turn) => greyMap(turnedGrey(grey, turn)), allTurns)
  const scale = picture.width / grey.width
  return wordsOfQuote(words, quote).map(({ box }) => {
    const { left, top, right, bottom } = turnedBack(box, turns, grey)
    return {
      left: Math.max(0, Math.floor(left * scale) - 2),
      top: Math.max(0, Math.floor(top * scale) - 2),
      right: Math.min(picture.width, Math.ceil(right * scale) + 2),
      bottom: Math.min(picture.height, Math.ceil(bottom * scale) + 2),
    }
  })
}

function wordsOfQuote(words: RecognisedWord[], quote: string): RecognisedWord[] {
  const ends: number[] = []
  let letters = ''
  for (const { text } of words) ends.push((letters += lettersOf(text)).length)
  const wanted = lettersOf(quote)
  const at = wanted === '' ? -1 : letters.indexOf(wanted)
  if (at === -1) return []
  return words.filter((_, index) => (ends[index] ?? 0) > at && (ends[index - 1] ?? 0) < at + wanted.length)
}

function lettersOf(text: string): string {
  return Array.from(text, comparable).join('')
}
