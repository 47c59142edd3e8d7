import { createCanvas, loadImage } from '@napi-rs/canvas'
import { expect, test } from 'vitest'
import { chartOf } from '../../src/ballots/chart.ts'
import type { Standing, Stats } from '../../src/ballots/read-stats.ts'

function standing(name: string, value: number): Standing {
  const estimate = { value, low: value / 2, high: (1 + value) / 2 }
  return { name, ballots: 10, wins: Math.round(value * 10), winRate: estimate, strength: estimate }
}

function stats(models: Standing[]): Stats {
  return {
    ballots: { closed: 10, byPeople: 9, byAgreement: 1, byJudge: 0 },
    models,
    versions: [],
    agreement: null,
    judge: [],
    cost: { usd: 0.1, perAccepted: 0.01 },
  }
}

async function pixels(png: Buffer): Promise<{ width: number; height: number; inked: (y: number) => number }> {
  const image = await loadImage(png)
  const context = createCanvas(image.width, image.height).getContext('2d')
  context.drawImage(image, 0, 0)
  return {
    width: image.width,
    height: image.height,
    inked(y) {
      const { data } = context.getImageData(0, y, image.width, 1)
      return Array.from({ length: image.width }, (_, x) => data[x * 4] ?? 255).filter((red) => red < 120)
        .length
    },
  }
}

test('a chart is a picture with a row for each, a title in letters, and longer bars for the stronger', async () => {
  const png = await chartOf(
    stats([standing('anthropic/claude-opus-5-5', 0.8), standing('openai/gpt-6.1-terra', 0.2)]),
  )
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG')
  const { width, height, inked } = await pixels(png)
  expect(width).toBe(900)
  // Letters need a font, and a server has none: the title's line has ink.
  expect(Array.from({ length: 20 }, (_, row) => inked(32 + row)).some((count) => count > 20)).toBe(true)
  // The first bar begins some 156 pixels down; it is four times as long as the second.
  const first = inked(160)
  const second = inked(204)
  expect(first).toBeGreaterThan(second * 2)
  expect(height).toBeGreaterThan(250)
})

test('more rows make it higher, and none at all say so', async () => {
  const one = await pixels(await chartOf(stats([standing('a/b', 0.5)])))
  const three = await pixels(
    await chartOf(stats([standing('a/b', 0.5), standing('a/c', 0.4), standing('a/d', 0.3)])),
  )
  expect(three.height).toBeGreaterThan(one.height)
  expect((await pixels(await chartOf(stats([])))).height).toBeLessThan(one.height)
})
