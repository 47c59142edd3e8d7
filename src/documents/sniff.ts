import type { DocumentKind } from './document.ts'
import { imageTypeOf } from './image-type.ts'

/** What the bytes are, whatever the name says; null for anything that is not read. */
export function sniffKind(bytes: Uint8Array): DocumentKind | null {
  if (indexOfAscii(bytes.subarray(0, 1024), '%PDF-') !== -1) return 'pdf'
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]))
    return indexOfAscii(bytes, 'word/document.xml') === -1 ? null : 'docx'
  if (imageTypeOf(bytes)) return 'image'
  return isText(bytes) ? 'text' : null
}

/** Decodes plain text: byte order marks, UTF-8, else Windows-1252, in which every byte means something. */
export function decodeText(bytes: Uint8Array): string {
  if (startsWith(bytes, [0xff, 0xfe])) return new TextDecoder('utf-16le').decode(bytes)
  if (startsWith(bytes, [0xfe, 0xff])) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

// Control characters other than tab, line feed, form feed and carriage return do not occur in text; a web page
// (Slack's login page, saved under the name of a contract) is text by its bytes but nothing that was meant.
function isText(bytes: Uint8Array): boolean {
  if (startsWith(bytes, [0xff, 0xfe]) || startsWith(bytes, [0xfe, 0xff])) return true
  const sample = bytes.subarray(0, 65_536)
  if (sample.some((byte) => byte < 32 && ![9, 10, 12, 13].includes(byte))) return false
  const beginning = decodeText(sample.subarray(0, 1024)).trimStart().toLowerCase()
  return !['<!doctype html', '<html', '{\\rtf', '<?xml', '<svg'].some((mark) => beginning.startsWith(mark))
}

function startsWith(bytes: Uint8Array, start: number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte)
}

function indexOfAscii(bytes: Uint8Array, text: string): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(text, 0, 'latin1')
}
