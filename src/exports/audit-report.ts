import { HeadingLevel, Paragraph, Table, TableCell, TableRow, WidthType } from 'docx'
import type { Account, CallFacts } from '../audit/account.ts'
import { describeEvent, nameActor } from '../audit/describe-event.ts'
import { verificationLines } from '../audit/verification-lines.ts'
import { bullet, headed, paragraphs, runs, wordFile } from './word-parts.ts'

/** What is on record of a task as a document for Word: who did what when, whether the record stands up, how to check it. */
export async function auditReport(account: Account): Promise<Buffer> {
  const { taskId, fileName, events, verification, calls, madeAt } = account
  const title = `Audit record of task ${taskId}`
  return wordFile(title, [
    new Paragraph({ heading: HeadingLevel.TITLE, children: runs(title) }),
    ...paragraphs(fileName === null ? '' : `Document: ${fileName}`),
    ...paragraphs(`Made ${utc(madeAt)}. Times are UTC. People are named by their ids in Slack.`),
    heading('Verification'),
    ...verificationLines(verification).map((line) => bullet(line)),
    heading('What was asked'),
    table(['What', 'As recorded'], askedRows(account)),
    heading('Which models answered'),
    table(
      ['Call', 'Model', 'Answered', 'Tokens in / out', 'Cost', 'SHA-256 of the answer, salted'],
      calls.map(callRow),
    ),
    heading('What happened'),
    table(
      ['Event', 'When', 'Who', 'What'],
      events.map((event) => [
        placeName(event.seq),
        utc(event.at),
        nameActor(event.actor),
        describeEvent(event),
      ]),
    ),
    ...headed('How to check this by hand', byHand(account).flatMap(paragraphs)),
    heading('Hashes'),
    table(
      ['Event', 'SHA-256'],
      events.map(({ seq, hash }) => [placeName(seq), hash ?? 'not chained yet']),
    ),
  ])
}

function askedRows({ task, document }: Account): string[][] {
  const rows: [string, string | number | null | undefined][] = [
    ['Asked by', task?.requested_by],
    ['Where', task?.origin_channel_id ?? task?.channel_id ?? 'outside Slack'],
    ['Workspace', task?.team_id || 'none'],
    ['When', task?.created_at],
    ['Analysis', task?.analysis],
    ['Document, SHA-256', document?.sha256],
    [
      'Document, kind and size',
      document && `${document.kind}, ${document.bytes} bytes, pages: ${document.pages}`,
    ],
    ['Prompts, version', task?.prompt.version],
    ['Prompts, hash', task?.prompt.hash],
    ['Prompts, git commit', task?.prompt.commit],
    ['Model asked for', task?.model],
    ['Answers to every question', task?.variations],
    ['State', task?.state],
  ]
  return rows.map(([name, value]) => [name, String(value ?? 'none')])
}

function callRow(call: CallFacts): string[] {
  return [
    call.id.slice(0, 8),
    `${call.provider}/${call.model_requested}`,
    call.state === 'done' ? (call.model_answered ?? 'yes') : (call.error_code ?? call.state),
    `${call.input_tokens ?? '?'} / ${call.output_tokens ?? '?'}`,
    call.cost_usd === null ? 'unknown' : `$${Number(call.cost_usd)}`,
    call.answer_hash ?? 'none',
  ]
}

function byHand({ taskId, salt }: Account): string[] {
  return [
    'The document: its SHA-256, as any tool reckons it from the file, is the one above.',
    salt === null
      ? 'Texts (answers, findings, reasons) were forgotten. Their hashes stay, and can be compared only by who kept the texts and the salt.'
      : `An answer: the SHA-256 of this salt, ${salt}, directly followed by the answer as the model wrote it.`,
    `The chain: “npx paralegal audit ${taskId} --json” writes all events. The digest of each is the SHA-256 of its part “event” as canonical JSON (RFC 8785); its hash is the SHA-256 of its part “place” with the digest. “previous” is the hash of the event before it in the whole chain, “task_previous” of the one before it in this task.`,
    'The end: whoever kept a hash of the chain elsewhere finds it again with “npx paralegal audit verify --head HASH”. Without one nobody can tell whether the end of the chain was taken away, or all of it made anew by somebody with the database and the key.',
  ]
}

function heading(text: string): Paragraph {
  return new Paragraph({ heading: HeadingLevel.HEADING_1, keepNext: true, children: runs(text) })
}

function table(head: string[], rows: string[][]): Table {
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: [row(head, { isHead: true }), ...rows.map((cells) => row(cells, { isHead: false }))],
  })
}

function row(cells: string[], { isHead }: { isHead: boolean }): TableRow {
  const cell = (text: string) =>
    new TableCell({ children: [new Paragraph({ children: runs(text, { bold: isHead, size: 18 }) })] })
  return new TableRow({ tableHeader: isHead, cantSplit: true, children: cells.map(cell) })
}

function placeName(seq: number | null): string {
  return seq === null ? 'new' : String(seq)
}

function utc(time: Date): string {
  return time.toISOString().replace('T', ' ').replace('Z', '')
}
