import { createRequire } from 'node:module'
import type MsgReaderModule from '@kenjiuno/msgreader'
import PostalMime, { type Address } from 'postal-mime'
import type { Extracted, ReadContext } from './extract.ts'
import { withoutOwnMarks } from './change-marks.ts'
import { decodeHtml } from './html.ts'
import { htmlToText } from './html-text.ts'
import { hiddenWarning } from './hidden-warning.ts'
import { joinParts, type Part } from './parts.ts'
import type { DocumentWarning } from './document.ts'
import { letterBodies } from './letter-bodies.ts'

// A CommonJS module whose default export Node.js wraps once more.
const { default: MsgReader } = createRequire(import.meta.url)('@kenjiuno/msgreader') as {
  default: typeof MsgReaderModule.default
}

interface Letter {
  from: string
  to: string
  date: string
  subject: string
  text: string
  html: string
  attachments: Part[]
}

/** An e-mail (.eml, RFC 5322) and its attachments, one after the other. */
export async function readEml(bytes: Uint8Array, context: ReadContext): Promise<Extracted> {
  let letter: Letter
  try {
    const mail = await PostalMime.parse(bytes, {
      attachmentEncoding: 'arraybuffer',
      forceRfc822Attachments: true,
    })
    letter = {
      from: nameOf(mail.from),
      to: [...(mail.to ?? []), ...(mail.cc ?? [])].map(nameOf).join(', '),
      date: mail.date ?? '',
      subject: mail.subject ?? '',
      text: mail.text ?? '',
      html: mail.html ?? '',
      attachments: mail.attachments.flatMap(({ filename, content, related, mimeType }) =>
        // Pictures within the text are logos.
        (related === true && mimeType.startsWith('image/')) || typeof content === 'string'
          ? []
          : [{ name: filename ?? 'attachment', bytes: new Uint8Array(content as ArrayBuffer) }],
      ),
    }
  } catch {
    return 'damaged'
  }
  return readLetter(letter, context)
}

/** An Outlook message (.msg, MS-OXMSG) and its attachments. */
export async function readMsg(bytes: Uint8Array, context: ReadContext): Promise<Extracted> {
  let letter: Letter
  try {
    const reader = new MsgReader(Uint8Array.from(bytes).buffer)
    const mail = reader.getFileData()
    if (mail.error !== undefined || mail.dataType === null) return 'damaged'
    const html = mail.html ? decodeHtml(mail.html) : (mail.bodyHtml ?? '')
    letter = {
      from: [mail.senderName, mail.senderSmtpAddress ?? mail.senderEmail].filter(Boolean).join(' '),
      to: (mail.recipients ?? []).map(({ name, email }) => name ?? email ?? '').join(', '),
      date: mail.clientSubmitTime ?? mail.messageDeliveryTime ?? '',
      subject: mail.subject ?? '',
      text: mail.body ?? '',
      html,
      attachments: (mail.attachments ?? []).flatMap((attachment) => {
        if (attachment.attachmentHidden) return []
        const { fileName, content } = reader.getAttachment(attachment)
        return [{ name: fileName, bytes: content }]
      }),
    }
  } catch {
    return 'damaged'
  }
  return readLetter(letter, context)
}

async function readLetter(letter: Letter, context: ReadContext): Promise<Extracted> {
  const page = letter.html === '' ? null : htmlToText(letter.html, { collapsesSpace: true })
  const { text, mismatch } = letterBodies(letter.text, page?.text ?? null)
  const lines = (['from', 'to', 'date', 'subject'] as const).flatMap((name) =>
    letter[name].trim() === '' ? [] : [`${name[0]?.toUpperCase()}${name.slice(1)}: ${letter[name].trim()}`],
  )
  const warnings: DocumentWarning[] = [
    ...hiddenWarning((page?.hidden ?? []).map((each) => ({ ...each, page: 1 }))),
    ...(mismatch ? [{ ...mismatch, page: 1 }] : []),
  ]
  // Whatever is none has none of these.
  if (lines.length === 0 && text === '' && letter.attachments.length === 0) return 'damaged'
  const first = {
    text: withoutOwnMarks([...lines, '', text].join('\n').trim()),
    label: 'the message',
    warnings,
  }
  return joinParts({ kind: 'email', first, parts: letter.attachments }, context)
}

function nameOf(address: Address | undefined): string {
  if (!address) return ''
  return [address.name, address.address ? `<${address.address}>` : ''].filter(Boolean).join(' ')
}
