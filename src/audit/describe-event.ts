import { operator, paralegal, type AuditKind } from './kinds.ts'
import { isAuditKind } from './kinds.ts'
import type { AuditEvent } from './read-events.ts'

type Fields = Record<string, unknown>

/** What happened, as a person reads it who does not know the program. */
export function describeEvent({ kind, payload }: AuditEvent): string {
  const also = (payload['also'] ?? {}) as Fields
  return isAuditKind(kind) ? sentences[kind](payload, also) : kind
}

/** Who did it: a person's id in Slack, the program, or who runs it. */
export function nameActor(actor: string): string {
  if (actor === paralegal) return 'the program'
  return actor === operator ? 'who runs the program' : actor
}

const sentences: Record<AuditKind, (of: Fields, also: Fields) => string> = {
  'task-asked': (of) => `Asked for the analysis ${say(of['analysis'])}${placeOf(of)}`,
  'document-attached': (of) => `The file was fetched: SHA-256 ${say(of['document_sha256'])}`,
  'document-read': (_, also) =>
    `The document was read: ${say(also['kind'])}, ${say(also['bytes'])} bytes, pages: ${say(also['pages'])}, SHA-256 ${say(also['sha256'])}`,
  'redaction-chosen': (of) =>
    `Kept from the models, besides what the installation's own rules find: ${say(of['redact'])}`,
  'task-planned': (of) => {
    const prompt = (of['prompt'] ?? {}) as Fields
    return `Planned with version ${say(prompt['version'])} of the prompts (hash ${say(prompt['hash'])}), model ${say(of['model'])}, answers to every question: ${say(of['variations'])}`
  },
  'task-state': (of) => stateWords[String(of['state'])] ?? `The task is ${say(of['state'])}`,
  'task-again': (of) => `Asked again; answers to every question: ${say(of['variations'])}`,
  'thread-placed': (of) => `The thread stands${placeOf(of)}`,
  'part-planned': (of) => `Question “${say(of['title'])}” was queued${variationOf(of)}`,
  'part-ended': (of) =>
    of['state'] === 'done'
      ? `Question “${say(of['title'])}” was answered${variationOf(of)}; findings: ${countOf(of['findings'])}`
      : `Question “${say(of['title'])}” ended without an answer${variationOf(of)}: ${say(of['error_code'] ?? of['state'])}`,
  'part-reset': (of) => `Question “${say(of['title'])}” is asked again${variationOf(of)}`,
  'call-asked': (of) =>
    `Model ${say(of['provider'])}/${say(of['model_requested'])} was asked (call ${say(of['id'])}, attempt ${say(of['attempt'])})`,
  'call-ended': (of) =>
    of['state'] === 'done'
      ? `Model ${say(of['model_answered'] ?? of['model_requested'])} answered (call ${say(of['id'])}): ${say(of['input_tokens'])} tokens in, ${say(of['output_tokens'])} out, ${costOf(of)}`
      : `Call ${say(of['id'])} gave no answer of use: ${say(of['error_code'])}, ${costOf(of)}`,
  'ballot-opened': (of) => `A vote on drafts was opened until ${say(of['closes_at'])}: ${draftsOf(of)}`,
  'ballot-judged': (of) =>
    `The judge model compared the drafts; its winner: answer ${say(of['judge_winner'])}`,
  'ballot-stopped': () => 'The vote on drafts was stopped',
  'ballot-closed': (of) =>
    `The vote was counted: answer ${say(of['winner'])} was chosen, decided by ${say(of['decided_by'])}; votes: ${JSON.stringify(of['tally'])}`,
  'vote-heard': (of) =>
    `${of['is_on'] === true ? 'Voted' : 'Took back the vote'} for draft ${say(of['label'])}${of['counted'] === true ? '' : ' (too late, not counted)'}`,
  'finding-decided': (of) => `Decided that finding ${say(of['id'])} is of severity ${say(of['severity'])}`,
  'example-proposed': (of) =>
    `Proposed the result as an example${of['needs_approval'] === true ? '; a second person has to agree' : ''}`,
  'example-decided': (of) =>
    of['state'] === 'declined'
      ? 'Declined to keep the result as an example'
      : 'Agreed to keep the result as an example',
  'example-kept': (of) => `The result was kept as example ${say(of['case_id'])}`,
  'example-removed': () => 'The example was taken out of the data set',
  'message-posted': (of) =>
    `Posted “${say(of['kind'])}” in ${say(of['channel_id'])}${of['ts'] ? ` at ${say(of['ts'])}` : ''}, SHA-256 of its content ${say(of['content'])}`,
  'result-shared': (_, also) => `Shared the result${placeOf(also)}`,
  'result-scored': (_, also) => `Gave the result ${say(also['score'])} of 5`,
  'file-asked': (_, also) => `Asked for a file (${say(also['what'])})${placeOf(also)}`,
  'file-sent': (_, also) => `The file (${say(also['what'])}) was sent, SHA-256 ${say(also['sha256'])}`,
  'result-exported': (_, also) =>
    `Wrote the result to a file (${say(also['format'])}), SHA-256 ${say(also['sha256'])}`,
  'document-forgotten': () => 'The document was forgotten; its hash stays',
  'prompts-forgotten': () => 'What models were asked and said was forgotten; the result stays',
  'texts-forgotten': () => 'Texts of the task were forgotten; their hashes stay',
}

const stateWords: Record<string, string> = {
  queued: 'The task waits',
  reading: 'The document is being read',
  running: 'The questions are being asked',
  combining: 'The answers are being put together',
  posting: 'All is answered; the result goes to the thread',
  done: 'The task is done',
  failed: 'The task failed',
  cancelled: 'The task was cancelled',
  expired: 'The time of the task was over',
}

function say(value: unknown): string {
  if (value === null || value === undefined) return 'none'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function placeOf({ channel_id: channel, thread_ts: thread }: Fields): string {
  if (!channel) return ', outside Slack'
  return ` in ${say(channel)}${thread ? `, thread ${say(thread)}` : ''}`
}

function variationOf({ variation }: Fields): string {
  return variation === 1 ? '' : ` (answer ${say(variation)})`
}

function countOf(findings: unknown): number {
  return Object.keys(findings ?? {}).length
}

function costOf({ cost_usd: cost }: Fields): string {
  return cost === null || cost === undefined ? 'cost unknown' : `$${Number(cost).toFixed(6)}`
}

function draftsOf({ options }: Fields): string {
  return Object.entries((options ?? {}) as Fields)
    .map(([label, variation]) => `draft ${label} is answer ${say(variation)}`)
    .join(', ')
}
