import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { ballotTable, exportBallots, preferencePairs } from '../ballots/export-ballots.ts'
import { readConfig } from '../config.ts'
import { AppError } from '../errors.ts'
import { createLog } from '../log.ts'
import { openLibrary } from '../prompts/live-library.ts'
import { openDatabase } from './open-database.ts'
import { showStats } from './stats.ts'

interface ExportOptions {
  format: string
  analysis?: string
  since?: string
  out?: string
  force?: true
}

/** The commands about votes: their records, and what wins. */
export function defineBallotCommands(program: Command): void {
  program
    .command('stats')
    .description('what wins where people vote: models, prompt versions, agreement, the judge, costs')
    .option('--analysis <name>', 'only votes of an analysis')
    .option('--days <number>', 'only those of the last days')
    .option('--json', 'print as JSON')
    .option('--chart <file>', 'as a picture too (PNG)')
    .action(showStats)

  program
    .command('ballots')
    .description('the records of votes')
    .command('export')
    .description(
      'closed votes, with texts of channels that allow it: as preference pairs (jsonl) or a table (csv)',
    )
    .option('--format <jsonl|csv>', 'pairs or table', 'jsonl')
    .option('--analysis <name>', 'only votes of an analysis')
    .option('--since <date>', 'only those closed since a day (YYYY-MM-DD) or time')
    .option('--out <file>', 'into a file, not to the terminal')
    .option('--force', 'also over a file that is there')
    .action(exportRecords)
}

async function exportRecords(options: ExportOptions): Promise<void> {
  if (options.format !== 'jsonl' && options.format !== 'csv')
    throw new AppError('usage', `format ${options.format}`, { userMessage: '--format is jsonl or csv.' })
  const since = sinceOf(options.since)
  const config = readConfig(process.env)
  using library = await openLibrary(config.promptsFolder, createLog({ logLevel: 'error' }))
  await using opened = await openDatabase()
  const filter = { teamId: null, analysis: options.analysis ?? null, since }
  const ballots = await exportBallots({ db: opened.db, library }, filter)
  const text = options.format === 'csv' ? ballotTable(ballots) : preferencePairs(ballots)
  const withheld = ballots.filter((ballot) => ballot.withheld).length
  console.error(
    `${ballots.length} ${ballots.length === 1 ? 'vote' : 'votes'}${withheld > 0 ? `, ${withheld} without texts: their channels do not allow it (Channel settings in the Home tab)` : ''}`,
  )
  if (options.out === undefined) process.stdout.write(text)
  else await write(options.out, text, options.force ?? false)
}

async function write(file: string, text: string, isForced: boolean): Promise<void> {
  try {
    await writeFile(file, text, { flag: isForced ? 'w' : 'wx' })
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST'
    if (!isThere) throw error
    throw new AppError('usage', `${file} exists`, {
      userMessage: `${file} is there already. Name another file, or give --force to write over it.`,
      cause: error,
    })
  }
}

function sinceOf(since: string | undefined): Date | null {
  if (since === undefined) return null
  const date = new Date(since)
  if (!Number.isNaN(date.getTime())) return date
  throw new AppError('usage', `since ${since}`, {
    userMessage: '--since takes a day, for example 2026-11-01.',
  })
}
