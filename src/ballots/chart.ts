import { fileURLToPath } from 'node:url'
import { createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas'
import type { Standing, Stats } from './read-stats.ts'

const width = 900
const left = 340
const right = 90
const rowHeight = 44
const font = 'Inter'
const maxRows = 8

const ink = '#1d2733'
const grey = '#5f6b7a'
const bar = '#2f6db5'
const whisker = '#16324f'

/** What wins, as a picture (PNG): for each model and prompt version how likely it is preferred to an average one. */
export async function chartOf(stats: Stats): Promise<Buffer> {
  // A server has no fonts of its own.
  GlobalFonts.registerFromPath(fontFile('400Regular', 'Inter_400Regular.ttf'), font)
  GlobalFonts.registerFromPath(fontFile('700Bold', 'Inter_700Bold.ttf'), font)
  const groups = [
    { title: 'Models', rows: stats.models.slice(0, maxRows) },
    { title: 'Prompt versions', rows: stats.versions.slice(0, maxRows) },
  ].filter(({ rows }) => rows.length > 0)
  const lines = groups.reduce((sum, { rows }) => sum + rows.length, 0)
  const height = 120 + groups.length * 48 + lines * rowHeight + 44
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, width, height)
  write(context, 'What wins the votes', { x: 32, y: 48, size: 24, bold: true })
  write(context, subtitle(stats), { x: 32, y: 78, size: 14, colour: grey })
  let y = 112
  for (const { title, rows } of groups) {
    write(context, title, { x: 32, y: y + 22, size: 16, bold: true })
    y += 40
    for (const row of rows) {
      drawRow(context, row, y)
      y += rowHeight
    }
    y += 8
  }
  const note = 'Bar: how likely it is preferred to an average one. Line: 95 % interval.'
  write(context, groups.length === 0 ? 'Nothing that differed has been voted on yet.' : note, {
    x: 32,
    y: y + 16,
    size: 13,
    colour: grey,
  })
  return canvas.encode('png')
}

function drawRow(context: SKRSContext2D, { name, wins, ballots, strength }: Standing, y: number): void {
  const room = width - left - right
  const at = (share: number) => left + share * room
  write(context, fitting(context, name, left - 32 - 16), { x: 32, y: y + 20, size: 14 })
  context.fillStyle = '#e6ebf1'
  context.fillRect(left, y + 4, room, 24)
  context.fillStyle = bar
  context.fillRect(left, y + 4, strength.value * room, 24)
  context.strokeStyle = whisker
  context.lineWidth = 2
  context.beginPath()
  context.moveTo(at(strength.low), y + 16)
  context.lineTo(at(strength.high), y + 16)
  for (const end of [strength.low, strength.high]) {
    context.moveTo(at(end), y + 10)
    context.lineTo(at(end), y + 22)
  }
  context.stroke()
  write(context, `${wins} of ${ballots}`, { x: width - right + 12, y: y + 20, size: 14, colour: grey })
}

function write(
  context: SKRSContext2D,
  text: string,
  of: { x: number; y: number; size: number; bold?: boolean; colour?: string },
): void {
  context.font = `${of.bold ? 'bold ' : ''}${of.size}px ${font}`
  context.fillStyle = of.colour ?? ink
  context.fillText(text, of.x, of.y)
}

function fitting(context: SKRSContext2D, text: string, room: number): string {
  context.font = `14px ${font}`
  if (context.measureText(text).width <= room) return text
  let length = text.length
  while (length > 1 && context.measureText(`${text.slice(0, length)}…`).width > room) length--
  return `${text.slice(0, length)}…`
}

function subtitle({ ballots, cost }: Stats): string {
  const paid = !cost.perAccepted ? '' : ` · $${cost.perAccepted.toFixed(4)} per accepted result`
  return `${ballots.closed} votes closed, ${ballots.byPeople} decided by people${paid}`
}

function fontFile(folder: string, name: string): string {
  return fileURLToPath(import.meta.resolve(`@expo-google-fonts/inter/${folder}/${name}`))
}
