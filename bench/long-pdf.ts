import { makePdf } from '../test/support/make-pdf.ts'

const linesPerPage = 40
const words = 'the parties agree that notice of termination in writing is due before each renewal date'.split(
  ' ',
)

/** A PDF with so many full pages, each line of which is different; its name is in all of them. */
export function longPdf(name: string, pages: number): Buffer {
  const page = (number: number) =>
    Array.from({ length: linesPerPage }, (_, line) => {
      const turned = words.map((_word, index) => words[(index + line + number) % words.length])
      return `${name} ${number}.${line + 1} ${turned.join(' ')}`
    }).join(') Tj 0 -14 Td (')
  return makePdf(Array.from({ length: pages }, (_, index) => page(index + 1)))
}
