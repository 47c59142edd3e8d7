import { mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../errors.ts'

/** Writes the folder of a new analysis that works as it stands. Throws `usage` for a name that is taken or none. */
export async function writeNewAnalysis(folder: string, name: string, title: string | null): Promise<string> {
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(name))
    throw refused(
      `“${name}” cannot be the name of an analysis. Use up to 31 lower-case letters, digits and hyphens, a letter first, such as review-lease.`,
    )
  if (['shared', 'paralegal'].includes(name))
    throw refused(`“${name}” is a name with a meaning of its own. Choose another.`)
  const target = join(folder, name)
  if (await stat(target).catch(() => null)) throw refused(`${target} is there already. Choose another name.`)
  const shared: string[] = await readdir(join(folder, 'shared')).catch(() => [])
  for (const file of ['system.txt', 'questions.txt'])
    if (!shared.includes(file))
      throw refused(`${folder} has no shared/${file}, which every analysis includes.`)
  const words = name.replaceAll('-', ' ')
  const shown = title ?? words.charAt(0).toUpperCase() + words.slice(1)
  if (shown.length > 75) throw refused('A title has 75 characters at most.')
  await mkdir(target)
  for (const [file, text] of Object.entries(filesOf(name, shown))) await writeFile(join(target, file), text)
  return target
}

// analysis.yml is the last: a folder without it is no analysis, so a running bot never reads half of one.
function filesOf(name: string, title: string): Record<string, string> {
  return {
    'key-points.txt': template(
      'the key points of {{ document }}.',
      'In `answer`, say in three sentences or fewer what the document is about.',
    ),
    'risks.txt': template(
      'the risks in {{ document }}.',
      'Say who bears each risk. In `answer`, name the one that matters most.',
    ),
    'cases.csv': `client,document,ideal_output,model_output,score,__tags,__expect\n"Example Ltd","This agreement is governed by the laws of England. Invoices are payable within thirty (30) days.",,,,,"finding: Governing law | laws of England"\n`,
    'analysis.yml': `# What people can ask for, the form they fill in, and the questions that are asked in parallel.
title: ${JSON.stringify(title)}
# What people type in Slack.
command: /${name}
description: Key points and risks of a document, with checked quotes
# Raise it with every change, then: npx paralegal prompts check --record
version: 1
fits: [pdf, docx, text, image, html, rtf, email, xlsx, zip]

# What people can say in the form. Types: text, long-text, choice (with choices), date, number, person, document.
variables:
  - name: client
    label: Whose side are you on?
    type: text
  - name: document
    label: Document
    type: document
    required: true

# Each part is a prompt of its own: a text file beside this one. Its questions are the prompt's checklist.
subtasks:
  - name: key-points
    title: Key points
    template: key-points.txt
    questions:
      - title: Parties
        ask: Who are the parties, and in what role?
        severity: info
      - title: Governing law
        ask: Which law governs this agreement?
        severity: info
  - name: risks
    title: Risks
    template: risks.txt
    questions:
      - title: Limitation of liability
        ask: Is liability limited or capped, and at what amount?
        severity: high
        why: It decides who pays for the worst case.
`,
  }
}

function template(task: string, answer: string): string {
  return `Task: ${task}
{% if client %}

You work for this side (given by the person who asks): {{ client }}
{% endif %}

{% include "shared/questions.txt" %}

${answer}
`
}

function refused(userMessage: string): AppError {
  return new AppError('usage', 'no new analysis', { userMessage })
}
