import { LiteParse } from '@llamaindex/liteparse'
import { extract } from '../src/documents/extract.ts'
import { defaultReadLimits, readDocument } from '../src/documents/read-document.ts'

const rounds = 7

export interface Speed {
  pages: number
  pagesPerSecond: { ours: number; oursInItsThread: number; fastest: number }
  /** Ours in this thread over the fastest library's. */
  ratio: number
  ratioInItsThread: number
}

type Read = (bytes: Uint8Array) => Promise<number>

/**
 * The same files read to text by page, in turns, file by file. What is compared is what both do in a warm process; the
 * thread of its own in which strangers' files are read is measured beside it. Of each file the fastest of several
 * rounds counts, so that what else the machine does counts least.
 */
export async function measureSpeed(files: Uint8Array[]): Promise<Speed> {
  const parser = new LiteParse({ ocrEnabled: false, quiet: true, outputFormat: 'text' })
  const ways: Record<keyof Speed['pagesPerSecond'], Read> = {
    ours: async (bytes) => {
      const answer = await extract({ bytes, limits: defaultReadLimits })
      return 'document' in answer ? answer.document.pages.length : NaN
    },
    oursInItsThread: async (bytes) => (await readDocument(bytes, { fileName: 'a.pdf' })).pages.length,
    fastest: async (bytes) => (await parser.parse(Buffer.from(bytes))).pages.map(({ text }) => text).length,
  }
  const best = { ours: 0, oursInItsThread: 0, fastest: 0 }
  let pages = 0
  for (const bytes of files) {
    const took: Record<keyof typeof best, number[]> = { ours: [], oursInItsThread: [], fastest: [] }
    for (let round = 0; round < rounds; round++)
      for (const way of ['ours', 'fastest', 'oursInItsThread'] as const) {
        const startedAt = performance.now()
        const count = await ways[way](bytes)
        took[way].push(performance.now() - startedAt)
        if (round === 0 && way === 'ours') pages += count
      }
    for (const way of ['ours', 'fastest', 'oursInItsThread'] as const) best[way] += Math.min(...took[way])
  }
  const rate = (ms: number) => (pages * 1000) / ms
  return {
    pages,
    pagesPerSecond: {
      ours: rate(best.ours),
      oursInItsThread: rate(best.oursInItsThread),
      fastest: rate(best.fastest),
    },
    ratio: best.fastest / best.ours,
    ratioInItsThread: best.fastest / best.oursInItsThread,
  }
}
