import { imageTypeOf } from './image-type.ts'
import { decodeText } from './plain-text.ts'

/** What the first bytes say: which reader may try. A ZIP can be a Word file, an OLE file an Outlook message. */
export type Container = 'pdf' | 'zip' | 'msg' | 'image' | 'html' | 'rtf' | 'eml' | 'text'

const oleStart = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]
// The name of the stream with a message's properties (MS-OXMSG 2.4), as OLE directories write names.
const messageStream = Buffer.from('__properties_version1.0', 'utf16le')

/** What the bytes are, whatever the name says; null for anything that is not read. */
export function sniff(bytes: Uint8Array): Container | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.subarray(0, 1024).includes('%PDF-', 0, 'latin1')) return 'pdf'
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]) || startsWith(bytes, [0x50, 0x4b, 0x05, 0x06])) return 'zip'
  if (startsWith(bytes, oleStart)) return buffer.includes(messageStream) ? 'msg' : null
  if (imageTypeOf(bytes)) return 'image'
  return sniffText(bytes)
}

// Control characters other than tab, line feed, form feed and carriage return do not occur in text.
function sniffText(bytes: Uint8Array): Container | null {
  const isWide = startsWith(bytes, [0xff, 0xfe]) || startsWith(bytes, [0xfe, 0xff])
  const sample = bytes.subarray(0, 65_536)
  if (!isWide && sample.some((byte) => byte < 32 && ![9, 10, 12, 13].includes(byte))) return null
  const beginning = decodeText(sample.subarray(0, 4096))
    .replace(/^\uFEFF/, '')
    .trimStart()
  if (beginning.startsWith('{\\rtf')) return 'rtf'
  if (/^(?:<!--[^]*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html|head|body)\b/i.test(beginning))
    return 'html'
  if (/^<(?:\?xml|svg|!doctype)/i.test(beginning)) return null
  return isMail(beginning) ? 'eml' : 'text'
}

const mailHeaders =
  /^(?:from|to|subject|date|received|return-path|message-id|mime-version|delivered-to|content-type):/i

// Header lines, of which several are a mail's own; a letter that begins with "To:" has no others.
function isMail(beginning: string): boolean {
  const lines = beginning.split(/\r?\n/)
  const end = lines.findIndex((line) => line.trim() === '')
  const headers = lines.slice(0, end === -1 ? lines.length : end)
  if (!/^(?:[A-Za-z][\w-]*:|From )/.test(headers[0] ?? '') || !headers.every(isHeader)) return false
  if (headers.some((line) => /^content-type:\s*(?:multipart|message)\//i.test(line))) return true
  const known = new Set(headers.flatMap((line) => mailHeaders.exec(line)?.[0].toLowerCase() ?? []))
  const isSure = ['mime-version:', 'message-id:', 'received:'].some((name) => known.has(name))
  return known.has('from:') && known.size >= (isSure ? 2 : 3)
}

function isHeader(line: string): boolean {
  return /^(?:[A-Za-z][\w-]*:|\s|From )/.test(line)
}

function startsWith(bytes: Uint8Array, start: number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte)
}
