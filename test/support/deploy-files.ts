import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse, parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { projectFolder } from './program.ts'

export async function readProjectFile(path: string): Promise<string> {
  return readFile(join(projectFolder, path), 'utf8')
}

const Service = z.looseObject({
  image: z.string(),
  command: z.array(z.string()).optional(),
  read_only: z.boolean().optional(),
  restart: z.string(),
  stop_grace_period: z.string(),
  mem_limit: z.string(),
  env_file: z.string().optional(),
  environment: z.record(z.string(), z.string()).optional(),
  healthcheck: z.looseObject({}).optional(),
  deploy: z.looseObject({ replicas: z.number() }).optional(),
  depends_on: z.record(z.string(), z.looseObject({ condition: z.string() })).optional(),
})
const Compose = z.looseObject({ services: z.record(z.string(), Service) })

export async function readCompose() {
  return Compose.parse(parse(await readProjectFile('compose.yml'), { merge: true })).services
}

const Probe = z.looseObject({ httpGet: z.looseObject({ path: z.string() }) }).optional()
const Container = z.looseObject({
  command: z.array(z.string()),
  image: z.string(),
  livenessProbe: Probe,
  readinessProbe: Probe,
  securityContext: z.looseObject({ readOnlyRootFilesystem: z.literal(true) }),
  volumeMounts: z.array(z.looseObject({ mountPath: z.string() })),
})
const Workload = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string() }),
  spec: z.looseObject({
    replicas: z.number().optional(),
    strategy: z.looseObject({ rollingUpdate: z.looseObject({ maxUnavailable: z.number() }) }).optional(),
    template: z.looseObject({
      spec: z.looseObject({
        terminationGracePeriodSeconds: z.number().optional(),
        securityContext: z.looseObject({ runAsNonRoot: z.literal(true), runAsUser: z.number() }),
        containers: z.array(Container).length(1),
      }),
    }),
  }),
})

/** The Job and the Deployments of deploy/kubernetes.yml, by name. */
export async function readWorkloads() {
  const documents = parseAllDocuments(await readProjectFile('deploy/kubernetes.yml')).map(
    (document) => document.toJS() as { kind?: string },
  )
  const workloads = documents.filter(({ kind }) => kind === 'Job' || kind === 'Deployment')
  return Object.fromEntries(
    workloads.map((each) => {
      const workload = Workload.parse(each)
      return [workload.metadata.name, workload]
    }),
  )
}

/** The arguments of an instruction of the Dockerfile, each time that it stands there; lines that go on are one. */
export async function readInstructions(name: string): Promise<string[]> {
  const text = (await readProjectFile('Dockerfile')).replaceAll(/\\\n\s*/g, '')
  return [...text.matchAll(new RegExp(`^${name} (.+)$`, 'gm'))].map(([, rest = '']) => rest)
}
