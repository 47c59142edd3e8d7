import type { Verification } from './verify.ts'

const named = 20

/** What verifying found, in plain words: the first line says whether all is whole. */
export function verificationLines(found: Verification): string[] {
  const { problems, gone, events, tasks, loose, older, head, sealed, unknownSeals } = found
  const [first] = problems
  const verdict = first
    ? `TAMPERED WITH, or damaged: ${counted(problems.length, 'problem')}. The first: ${placeOf(first.seq)}${first.kind}: ${first.says}.`
    : `Whole: ${counted(events, 'event')} of the chain and what they say of ${counted(tasks, 'task')} were verified.`
  const others = problems.slice(1, named).map(({ kind, seq, says }) => `${placeOf(seq)}${kind}: ${says}.`)
  const more = problems.length > named ? [`And ${problems.length - named} more.`] : []
  return [
    verdict,
    ...others,
    ...more,
    ...(gone.length > 0
      ? [
          `No longer there, so not compared (forgotten, or past its time): ${listed(gone.map(({ what }) => what))}.`,
        ]
      : []),
    ...(loose > 0
      ? [`${counted(loose, 'event')} of the last minutes without a place in the chain yet.`]
      : []),
    ...(older > 0 ? [`${counted(older, 'task')} from before there was a record.`] : []),
    sealed > 0
      ? `${counted(sealed, 'event')} sealed with a key.`
      : 'No event was checked by a seal (PARALEGAL_AUDIT_KEY).',
    ...(unknownSeals > 0 ? [`${counted(unknownSeals, 'seal')} of a key that is not at hand.`] : []),
    head ? `The chain ends with event ${head.seq}, ${head.hash}.` : 'The chain is empty.',
  ]
}

function placeOf(seq: number | null): string {
  return seq === null ? '' : `event ${seq}, `
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

function listed(names: string[]): string {
  const shown = names.slice(0, named).join('; ')
  return names.length > named ? `${shown}; and ${names.length - named} more` : shown
}
