import type { Document } from '../../documents/document.ts'
import { answerAsThread } from '../../thread.ts'
import type { Question } from '../model.ts'
import { createIndexCache } from './clause-index.ts'
import { createEntityFinder, type FindEntities } from './entities.ts'
import { answerAll } from './offline-answer.ts'

const indexOf = createIndexCache()
let findEntities: FindEntities | undefined

answerAsThread(async ({ document, questions }: { document: Document; questions: Question[] }, signal) => {
  findEntities ??= createEntityFinder()
  return answerAll({ index: indexOf(document), findEntities, document }, questions, signal)
})
