export interface MailPart {
  name: string
  type: string
  bytes: Uint8Array | string
  /** Without base64, as mails within mails are. */
  isPlain?: boolean
}

/** An e-mail as RFC 5322 has it. */
export function makeMail(of: {
  subject?: string
  text?: string
  html?: string
  parts?: MailPart[]
  headers?: string[]
}): Buffer {
  const boundary = `=_${Math.abs(of.parts?.length ?? 0)}_${(of.subject ?? '').length}_${(of.parts ?? []).reduce((sum, part) => sum + part.bytes.length, 0)}`
  const bodies = [
    ...(of.text === undefined ? [] : [['Content-Type: text/plain; charset=utf-8', '', of.text]]),
    ...(of.html === undefined ? [] : [['Content-Type: text/html; charset=utf-8', '', of.html]]),
    ...(of.parts ?? []).map(({ name, type, bytes, isPlain }) => [
      `Content-Type: ${type}; name="${name}"`,
      `Content-Disposition: attachment; filename="${name}"`,
      ...(isPlain ? [] : ['Content-Transfer-Encoding: base64']),
      '',
      isPlain
        ? Buffer.from(bytes as string).toString('utf8')
        : Buffer.from(bytes as string)
            .toString('base64')
            .replace(/.{76}/g, '$&\r\n'),
    ]),
  ]
  const kind = of.text !== undefined && of.html !== undefined && !of.parts ? 'alternative' : 'mixed'
  const lines = [
    'From: Ada Lovelace <ada@example.com>',
    'To: Charles Babbage <charles@example.com>',
    'Date: Mon, 2 Mar 2026 10:00:00 +0000',
    `Subject: ${of.subject ?? 'The agreement'}`,
    'MIME-Version: 1.0',
    ...(of.headers ?? []),
    `Content-Type: multipart/${kind}; boundary="${boundary}"`,
    '',
    ...bodies.flatMap((body) => [`--${boundary}`, ...body]),
    `--${boundary}--`,
    '',
  ]
  return Buffer.from(lines.join('\r\n'))
}
