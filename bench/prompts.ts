import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { projectFolder } from '../src/config.ts'

export const analysisName = 'many-questions'
export const subtasksPerTask = 12

/** Gives a home one analysis: so many parts side by side, nothing that combines them. */
export async function writePrompts(home: string, subtasks: number): Promise<void> {
  const folder = join(home, 'prompts', analysisName)
  await mkdir(folder, { recursive: true })
  await cp(join(projectFolder, 'prompts', 'shared'), join(home, 'prompts', 'shared'), { recursive: true })
  await writeFile(join(folder, 'analysis.yml'), stringify(analysis(subtasks)))
  await writeFile(join(folder, 'part.txt'), 'Task: {{ subtask }}.\n\n{% include "shared/questions.txt" %}\n')
}

function analysis(subtasks: number) {
  return {
    title: 'Many questions',
    command: '/many-questions',
    description: 'Parts that are asked side by side',
    version: 1,
    fits: ['text'],
    variables: [{ name: 'contract_content', label: 'Document', type: 'document', required: true }],
    subtasks: Array.from({ length: subtasks }, (_, index) => ({
      name: `part-${index + 1}`,
      title: `Part ${index + 1}`,
      template: 'part.txt',
      questions: [{ title: 'Parties', ask: `Who is party number ${index + 1}?`, severity: 'info' }],
    })),
  }
}
