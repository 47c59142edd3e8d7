import { loadImage, createCanvas } from '@napi-rs/canvas'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createCiter } from '../../src/documents/cite.ts'
import { drawEvidence } from '../../src/documents/evidence/page-evidence.ts'
import { readDocument } from '../../src/documents/read-document.ts'
import { makePage } from '../support/make-page.ts'
import { makeScan } from '../support/make-scan.ts'

const slow = { timeout: 120_000 }
const signal = new AbortController().signal
const contract = join(import.meta.dirname, '..', 'fixtures', 'strategic-alliance.pdf')
const quote = 'shall be governed by the laws of England'

interface Of {
  page?: number
  words?: string
  isRecognised?: boolean
}

async function evidenceOf(bytes: Uint8Array, { page = 1, words = quote, isRecognised = false }: Of = {}) {
  const order = { bytes, page, quote: words, isRecognised, maxMemoryMb: 512 }
  const evidence = await drawEvidence(order, signal)
  if (!evidence) throw new Error('nothing was drawn')
  return { ...evidence, marks: await marksIn(evidence.png) }
}

/** Where the picture is yellow, and how much of it, in shares of its width and height. */
async function marksIn(png: Uint8Array) {
  const image = await loadImage(Buffer.from(png))
  const { width, height } = image
  const context = createCanvas(width, height).getContext('2d')
  context.drawImage(image, 0, 0)
  const { data } = context.getImageData(0, 0, width, height)
  const [xs, ys]: [number[], number[]] = [[], []]
  for (let at = 0; at < data.length; at += 4) {
    const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3)
    if (red < 200 || green < 180 || blue > 140) continue
    xs.push((at / 4) % width)
    ys.push(Math.floor(at / 4 / width))
  }
  const share = (all: number[], of: number) => ({
    from: all.reduce((a, b) => Math.min(a, b), Infinity) / of,
    to: all.reduce((a, b) => Math.max(a, b), 0) / of,
  })
  return { width, height, count: xs.length, x: share(xs, width), y: share(ys, height) }
}

test('the page is drawn with the quote marked where it stands', slow, async () => {
  const { isMarked, marks } = await evidenceOf(makePage({ at: [72, 700], text: `This ${quote}.` }))
  expect(isMarked).toBe(true)
  expect(marks.width).toBeLessThan(marks.height)
  // At 72 of 612 points across, and 700 of 792 from below.
  expect(marks.x.from).toBeGreaterThan(72 / 612)
  expect(marks.x.to).toBeLessThan(0.6)
  expect(marks.y.from).toBeGreaterThan(0.09)
  expect(marks.y.to).toBeLessThan(0.13)
})

test('a page that a reader turns is drawn upright, and marked there', slow, async () => {
  const upright = await evidenceOf(makePage({ at: [72, 700], text: quote }))
  for (const rotate of [90, 180, 270] as const) {
    const { isMarked, marks } = await evidenceOf(makePage({ at: [72, 700], text: quote, rotate }))
    expect(isMarked).toBe(true)
    expect(marks.width > marks.height).toBe(rotate !== 180)
    // As much is yellow as on the upright page, and it lies where the turn takes it.
    expect(marks.count / upright.marks.count).toBeGreaterThan(0.8)
    expect(marks.count / upright.marks.count).toBeLessThan(1.2)
    const { x, y } = upright.marks
    const turned = {
      90: { x: { from: 1 - y.to, to: 1 - y.from }, y: x },
      180: { x: { from: 1 - x.to, to: 1 - x.from }, y: { from: 1 - y.to, to: 1 - y.from } },
      270: { x: y, y: { from: 1 - x.to, to: 1 - x.from } },
    }[rotate]
    expect(marks.x.from).toBeCloseTo(turned.x.from, 1)
    expect(marks.x.to).toBeCloseTo(turned.x.to, 1)
    expect(marks.y.from).toBeCloseTo(turned.y.from, 1)
    expect(marks.y.to).toBeCloseTo(turned.y.to, 1)
  }
})

test(
  'of a page that is cropped only what is shown is drawn, and the mark lies on the words',
  slow,
  async () => {
    const crop = [50, 600, 350, 750] as const
    const { isMarked, marks } = await evidenceOf(makePage({ at: [72, 700], text: quote, crop }))
    expect(isMarked).toBe(true)
    expect(marks.width / marks.height).toBeCloseTo(300 / 150, 1)
    expect(marks.x.from).toBeCloseTo((72 - 50) / 300, 1)
    // Up to a third of the height from above: the words stand 50 of 150 points below the upper edge.
    expect(marks.y.from).toBeGreaterThan(0.2)
    expect(marks.y.to).toBeLessThan(0.4)
  },
)

test(
  'the same words in other places of the page are left alone where the quote is longer',
  slow,
  async () => {
    const bytes = makePage({ at: [72, 700], text: 'The laws of France apply.', below: `This ${quote}.` })
    const { marks } = await evidenceOf(bytes)
    expect(marks.y.from).toBeGreaterThan(0.13)
  },
)

test('a quote that goes on on the next page is marked on the page where it begins', slow, async () => {
  const bytes = await readFile(contract)
  const document = await readDocument(bytes, { fileName: 'contract.pdf' })
  const [, second, third] = document.pages
  if (!second || !third) throw new Error('the contract has more pages')
  // The running header and the page number between the two pages are not the quote's.
  const words = document.text.slice(second.end - 120, second.end)
  const tail = words.slice(words.indexOf(' ') + 1)
  const cited = createCiter(document).cite(`${tail} ${document.text.slice(third.start, third.start + 60)}`, 2)
  const start = cited.start ?? second.end - tail.length
  const quoteOnPage = document.text.slice(start, Math.min(cited.end ?? second.end, second.end))
  const { isMarked, marks } = await evidenceOf(bytes, { page: 2, words: quoteOnPage })
  expect(isMarked).toBe(true)
  // That page is half full.
  expect(marks.y.from).toBeGreaterThan(0.4)
  expect(marks.y.to).toBeLessThan(0.55)
})

test(
  'words that a program recognised are marked on the picture that they were recognised from',
  slow,
  async () => {
    const { isMarked, marks } = await evidenceOf(makeScan(['An Agreement.', `This ${quote}.`, 'Signed.']), {
      isRecognised: true,
    })
    expect(isMarked).toBe(true)
    // Drawn at 276 of 2200 from above.
    expect(marks.y.from).toBeGreaterThan(0.1)
    expect(marks.y.to).toBeLessThan(0.14)
  },
)

test('where the words are not on the page it is drawn without a mark', slow, async () => {
  const { isMarked, marks } = await evidenceOf(makePage({ at: [72, 700], text: 'Something else.' }))
  expect(isMarked).toBe(false)
  expect(marks.count).toBe(0)
})

test('a page that is not there, and a file that is no PDF, give nothing', slow, async () => {
  const order = { quote, isRecognised: false, maxMemoryMb: 512 }
  const bytes = makePage({ at: [72, 700], text: quote })
  expect(await drawEvidence({ ...order, bytes, page: 9 }, signal)).toBeNull()
  expect(await drawEvidence({ ...order, bytes: Buffer.from('no PDF'), page: 1 }, signal)).toBeNull()
})
