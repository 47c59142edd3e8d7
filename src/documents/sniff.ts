import { imageTypeOf } from './image-type.ts'
import { decodeText, isWideText } from './plain-text.ts'

/**
 * What the bytes say: which reader may try. A ZIP can be a Word file, an OLE file an Outlook message or a file of an
 * office behind a password.
 */
export type Container = 'pdf' | 'zip' | 'msg' | 'encrypted' | 'image' | 'html' | 'rtf' | 'eml' | 'text'

const oleStart = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]
// Names of streams as OLE directories write them: a message's properties (MS-OXMSG 2.4), an encrypted file (MS-OFFCRYPTO 2.3.4.4).
const messageStream = Buffer.from('__properties_version1.0', 'utf16le')
const encryptedStream = Buffer.from('EncryptedPackage', 'utf16le')

/** What the bytes are, whatever the name says; null for anything that is not read. */
export function sniff(bytes: Uint8Array): Container | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]) || startsWith(bytes, [0x50, 0x4b, 0x05, 0x06])) return 'zip'
  if (startsWith(bytes, oleStart)) {
    if (buffer.includes(messageStream)) return 'msg'
    return buffer.includes(encryptedStream) ? 'encrypted' : null
  }
  if (imageTypeOf(bytes)) return 'image'
  const text = sniffText(bytes)
  if (text !== null && text !== 'text') return text
  // Other things may stand before a PDF; a text may speak of one.
  const start = buffer.subarray(0, 1024).indexOf('%PDF-', 0, 'latin1')
  return start === 0 || (start > 0 && buffer.includes(' obj', start, 'latin1')) ? 'pdf' : text
}

// Control characters other than tab, line feed, form feed and carriage return do not occur in text.
function sniffText(bytes: Uint8Array): Container | null {
  const sample = bytes.subarray(0, 65_536)
  const isText = !sample.some((byte) => byte < 32 && ![9, 10, 12, 13].includes(byte))
  if (!isText && !isWideText(bytes)) return null
  const beginning = withoutComments(decodeText(sample.subarray(0, 4096)).replace(/^\uFEFF/, ''))
  if (beginning.startsWith('{\\rtf')) return 'rtf'
  if (/^<(?:!doctype\s+html|html|head|body)\b/i.test(beginning)) return 'html'
  if (/^<(?:\?xml|svg|!doctype)/i.test(beginning)) return null
  return isMail(beginning) ? 'eml' : 'text'
}

// Of web pages; they begin with comments and with XML's declaration too. A declaration that other XML follows stays.
function withoutComments(text: string): string {
  let rest = text.trimStart()
  for (;;) {
    const end = rest.startsWith('<!--') ? rest.indexOf('-->', 4) : -1
    if (end !== -1) rest = rest.slice(end + 3).trimStart()
    else {
      const declared = /^<\?xml[^>]{0,200}>\s*(?=<!--|<(?:!doctype\s+html|html)\b)/i.exec(rest)
      if (!declared) return rest
      rest = rest.slice(declared[0].length)
    }
  }
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
