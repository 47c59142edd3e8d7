import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import { openEngine, type Engine } from '../../src/engine.ts'
import { modelName } from '../../src/llm/model-name.ts'
import { createLog } from '../../src/log.ts'
import { runWorker } from '../../src/run-worker.ts'
import { startTask, type TaskRequest } from '../../src/tasks/start-task.ts'
import { finalStates } from '../../src/tasks/task-state.ts'
import { viewTask, type TaskView } from '../../src/tasks/task-view.ts'
import { startFakeLlm, type FakeLlm, type FakeOptions } from './fake-llm.ts'
import { makeHome, projectFolder } from './program.ts'
import { createTestDatabase, type TestDatabase } from './test-database.ts'
import { until } from './until.ts'

export interface TestEngine {
  engine: Engine
  llm: FakeLlm
  database: TestDatabase
  /** Begins to take jobs; before it, tasks only wait. */
  work(): Promise<void>
  /** Starts a task of the one analysis on a small agreement of its own. */
  start(request?: Partial<TaskRequest>): Promise<string>
  ended(taskId: string): Promise<TaskView>
  [Symbol.asyncDispose](): Promise<void>
}

/** The real engine on a database of its own, with the analysis that the test writes, and a fake vendor. */
export async function openTestEngine(
  analysis: string,
  env: Record<string, string> = {},
  fake: FakeOptions = {},
): Promise<TestEngine> {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await createTestDatabase())
  const home = opened.use(await makeHome())
  const llm = opened.use(await startFakeLlm(fake))
  await writePrompts(home.folder, analysis)
  const log = createLog({ logLevel: 'silent' })
  const config = readConfig({ ...llm.env, DATABASE_URL: database.url, PARALEGAL_HOME: home.folder, ...env })
  const engine = opened.use(await openEngine(config, log))
  const deps = { db: engine.db, enqueue: engine.queue.enqueue, library: engine.library }
  const kept = opened.move()
  let started = 0
  return {
    engine,
    llm,
    database,
    work: async () => runWorker(engine, null, log),
    async start(request) {
      const number = ++started
      const { taskId } = await startTask(
        { ...deps, model: modelName(engine.models.chosen) },
        {
          dedupeKey: `test:${number}`,
          analysis: 'test',
          variables: {},
          source: {
            kind: 'bytes',
            fileName: `agreement-${number}.txt`,
            bytes: Buffer.from(`Agreement number ${number}. It is governed by the laws of England.`),
          },
          requestedBy: 'ada',
          teamId: '',
          channelId: null,
          threadTs: null,
          ...request,
        },
      )
      return taskId
    },
    ended: async (taskId) =>
      until(
        async () => {
          const view = await viewTask(engine, taskId)
          return finalStates.includes(view.state) ? view : undefined
        },
        { what: 'the end of the task' },
      ),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** Writes `prompts/test` into a home: the analysis, and a template per name that it uses. */
export async function writePrompts(home: string, analysis: string): Promise<void> {
  const folder = join(home, 'prompts', 'test')
  await mkdir(folder, { recursive: true })
  await cp(join(projectFolder, 'prompts', 'shared'), join(home, 'prompts', 'shared'), { recursive: true })
  await cp(join(projectFolder, 'prompts', 'judge-answers'), join(home, 'prompts', 'judge-answers'), {
    recursive: true,
  })
  const head = `
title: Test analysis
command: /test
description: For tests
version: 1
fits: [pdf, docx, text]
variables:
  - { name: content, label: Document, type: document }
`
  await writeFile(join(folder, 'analysis.yml'), head + analysis)
  // Too short for a provider's cache: no call waits for another one to fill it.
  await writeFile(join(home, 'prompts', 'shared', 'system.txt'), 'You review contracts.\n')
  const part = 'Task: {{ subtask }}.\n\n{% include "shared/questions.txt" %}\n'
  await writeFile(join(folder, 'part.txt'), part)
  await writeFile(join(folder, 'combine.txt'), 'Task: put together.\n\n{% include "shared/answers.txt" %}\n')
}

/** The YAML of so many parts, each with one question. */
export function parts(...names: string[]): string {
  const rows = names.map(
    (name) =>
      `  - { name: ${name}, title: ${name}, template: part.txt, questions: [{ title: ${name}, ask: "What of ${name}?", severity: info }] }`,
  )
  return ['subtasks:', ...rows, ''].join('\n')
}
