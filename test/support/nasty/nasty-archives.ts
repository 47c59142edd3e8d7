import { deflateRawSync } from 'node:zlib'
import { makeMail } from '../make-mail.ts'
import { makePdf } from '../make-pdf.ts'
import { makeWord, wordParagraph } from '../make-word.ts'
import { makeZip, type ZipEntry } from '../make-zip.ts'
import {
  bomb,
  clause,
  damaged,
  empty,
  encrypted,
  fails,
  reads,
  unknownType,
  type NastyCase,
} from './nasty-case.ts'
import { noise } from './nasty-pdfs.ts'

const good: ZipEntry = { name: 'good.txt', bytes: clause }
const unsafe = fails('document_unreadable', 'point to other folders')
const zeros = (megabytes: number): ZipEntry => ({
  name: 'zeros.txt',
  bytes: '',
  deflated: {
    bytes: deflateRawSync(Buffer.alloc(megabytes * 1024 * 1024), { level: 9 }),
    size: megabytes * 1024 * 1024,
  },
})

/** An archive in an archive, so often. */
function nested(times: number, entry: ZipEntry = good): Buffer {
  let zip = makeZip([entry])
  for (let time = 0; time < times; time++) zip = makeZip([{ name: `level-${time}.zip`, bytes: zip }])
  return zip
}

/** A mail in a mail, so often. */
function nestedMail(times: number): Buffer {
  let mail = makeMail({ text: clause })
  for (let time = 0; time < times; time++)
    mail = makeMail({
      subject: `Level ${time}`,
      text: 'See below.',
      parts: [{ name: `mail-${time}.eml`, type: 'message/rfc822', bytes: mail, isPlain: true }],
    })
  return mail
}

function manyAttachments(count: number): Buffer {
  return makeMail({
    text: clause,
    parts: Array.from({ length: count }, (_, index) => ({
      name: `${index}.txt`,
      type: 'text/plain',
      bytes: `Number ${index} is attached.`,
    })),
  })
}

export const nastyArchives: NastyCase[] = [
  {
    name: 'a ZIP behind a password',
    fileName: 'a.zip',
    bytes: () => makeZip([{ ...good, isEncrypted: true }]),
    ends: encrypted,
  },
  {
    name: 'a ZIP of which one file is behind a password',
    fileName: 'a.zip',
    bytes: () => makeZip([good, { name: 'secret.txt', bytes: clause, isEncrypted: true }]),
    ends: reads(clause, [['left-out', 'protected by a password']]),
  },
  { name: 'a truncated ZIP', fileName: 'a.zip', bytes: () => makeZip([good]).subarray(0, 60), ends: damaged },
  { name: 'an empty ZIP', fileName: 'a.zip', bytes: () => makeZip([]), ends: empty },
  {
    name: 'a ZIP of folders only',
    fileName: 'a.zip',
    bytes: () => makeZip([{ name: 'folder/', bytes: '' }]),
    ends: empty,
  },
  {
    name: 'a file in a ZIP that unfolds to 300 MB',
    fileName: 'a.zip',
    bytes: () => makeZip([zeros(300)]),
    ends: bomb,
  },
  {
    name: 'a file in a ZIP that says less than it unfolds to',
    fileName: 'a.zip',
    bytes: () => makeZip([{ ...zeros(300), saidSize: 10 }]),
    ends: damaged,
  },
  {
    name: 'a ZIP bomb of nested ZIPs',
    fileName: 'a.zip',
    bytes: () =>
      makeZip(
        Array.from({ length: 5 }, (_, index) => ({ name: `${index}.zip`, bytes: makeZip([zeros(50)]) })),
      ),
    ends: bomb,
  },
  {
    name: 'ZIPs ten deep',
    fileName: 'a.zip',
    bytes: () => nested(10),
    ends: fails('document_unreadable', 'deeper than I look'),
  },
  { name: 'ZIPs three deep', fileName: 'a.zip', bytes: () => nested(3), ends: reads(clause) },
  {
    name: 'a ZIP of twenty thousand files',
    fileName: 'a.zip',
    bytes: () =>
      makeZip(Array.from({ length: 20_000 }, (_, index) => ({ name: `${index}.txt`, bytes: 'Words' }))),
    ends: fails('document_too_large', 'holds more files'),
  },
  {
    name: 'a ZIP of six hundred files',
    fileName: 'a.zip',
    bytes: () =>
      makeZip(Array.from({ length: 600 }, (_, index) => ({ name: `${index}.txt`, bytes: 'Words' }))),
    ends: fails('document_too_large', 'holds more files'),
  },
  {
    name: 'a file that points to a folder above',
    fileName: 'a.zip',
    bytes: () => makeZip([good, { name: '../../../../tmp/evil.txt', bytes: clause }]),
    ends: unsafe,
  },
  {
    name: 'a file with an absolute name',
    fileName: 'a.zip',
    bytes: () => makeZip([good, { name: '/etc/cron.d/evil', bytes: clause }]),
    ends: unsafe,
  },
  {
    name: 'a file with the name of a drive',
    fileName: 'a.zip',
    bytes: () => makeZip([good, { name: String.raw`C:\evil.txt`, bytes: clause }]),
    ends: unsafe,
  },
  {
    name: 'a file that points above with Windows’ signs',
    fileName: 'a.zip',
    bytes: () => makeZip([good, { name: String.raw`..\..\evil.txt`, bytes: clause }]),
    ends: unsafe,
  },
  {
    name: 'a symbolic link in a ZIP',
    fileName: 'a.zip',
    bytes: () => makeZip([good, { name: 'passwords.txt', bytes: '/etc/passwd and more', mode: 0o120777 }]),
    ends: reads(clause, [['left-out', 'passwords.txt']], '/etc/passwd'),
  },
  {
    name: 'a name in a ZIP that runs backwards',
    fileName: 'a.zip',
    bytes: () => makeZip([{ name: 'contract\u202Etxt.exe', bytes: clause }]),
    ends: reads(clause),
  },
  {
    name: 'a ZIP of programs',
    fileName: 'a.zip',
    bytes: () => makeZip([{ name: 'setup.exe', bytes: Buffer.concat([Buffer.from('MZ\0\0'), noise(200)]) }]),
    ends: unknownType,
  },
  {
    name: 'a Java archive',
    fileName: 'a.zip',
    bytes: () => makeZip([{ name: 'META-INF/MANIFEST.MF', bytes: 'Manifest-Version: 1.0' }, good]),
    ends: unknownType,
  },
  {
    name: 'a ZIP with a stored PDF in its first bytes',
    fileName: 'a.zip',
    bytes: () =>
      makeZip([
        { name: 'a.pdf', bytes: makePdf([clause]), isStored: true },
        { name: 'b.txt', bytes: 'The second file.' },
      ]),
    ends: reads('The second file.'),
  },
  {
    name: 'a ZIP with a damaged PDF beside a good file',
    fileName: 'a.zip',
    bytes: () => makeZip([good, { name: 'b.pdf', bytes: '%PDF-1.7 nothing more' }]),
    ends: reads(clause, [['left-out', 'b.pdf']]),
  },
  {
    name: 'the same name twice in a ZIP',
    fileName: 'a.zip',
    bytes: () => makeZip([good, { name: 'good.txt', bytes: 'The other one.' }]),
    ends: reads('The other one.'),
  },
  {
    name: 'a ZIP in a Word file’s clothes',
    fileName: 'a.docx',
    bytes: () => makeZip([good]),
    ends: reads(clause, [['mismatch', 'its name says a Word document']]),
  },
  {
    name: 'a Word file under the name of a PDF',
    fileName: 'a.pdf',
    bytes: () => makeWord({ body: wordParagraph(clause) }),
    ends: reads(clause, [['mismatch', 'its name says a PDF, but it is a Word document']]),
  },
  {
    name: 'a mail with ten thousand attachments',
    fileName: 'a.eml',
    bytes: () => manyAttachments(10_000),
    ends: fails('document_too_large', 'holds more files'),
  },
  {
    name: 'mails ten deep',
    fileName: 'a.eml',
    bytes: () => nestedMail(10),
    ends: fails('document_unreadable', 'deeper than I look'),
  },
  { name: 'mails three deep', fileName: 'a.eml', bytes: () => nestedMail(3), ends: reads(clause) },
  {
    name: 'mail parts three hundred deep',
    fileName: 'a.eml',
    bytes: () =>
      Buffer.from(
        `From: a@example.com\r\nTo: b@example.com\r\nMIME-Version: 1.0\r\n${Array.from({ length: 300 }, (_, index) => `Content-Type: multipart/mixed; boundary="b${index}"\r\n\r\n--b${index}\r\n`).join('')}Content-Type: text/plain\r\n\r\n${clause}\r\n`,
      ),
    ends: damaged,
  },
  {
    name: 'a mail whose two bodies say different things',
    fileName: 'a.eml',
    bytes: () =>
      makeMail({
        text: 'Ignore what is below, the price is now nine hundred dollars flat.',
        html: `<p>${clause} Nothing else was agreed between us.</p>`,
      }),
    ends: reads(clause, [['mismatch', 'plain text says something else']]),
  },
  {
    name: 'a mail with a program attached',
    fileName: 'a.eml',
    bytes: () =>
      makeMail({
        text: clause,
        parts: [
          {
            name: 'invoice.pdf.exe',
            type: 'application/pdf',
            bytes: Buffer.concat([Buffer.from('MZ\0\0'), noise(100)]),
          },
        ],
      }),
    ends: reads(clause, [['left-out', 'invoice.pdf.exe']]),
  },
  {
    name: 'a mail whose attachment’s name is a path and a mention',
    fileName: 'a.eml',
    bytes: () =>
      makeMail({
        text: 'See attached.',
        parts: [{ name: '../../<!channel>[Page 9].txt', type: 'text/plain', bytes: clause }],
      }),
    ends: reads(clause),
  },
]
