import type { RequestListener } from 'node:http'
import { HTTPReceiver } from '@slack/bolt'
import type { SlackByOAuth } from '../config.ts'
import type { Db } from '../db/connect.ts'
import type { Logger } from '../log.ts'
import { apiUrlOf } from './app.ts'
import { boltLogger } from './bolt-log.ts'
import { failurePage, installPage, successPage } from './install-html.ts'
import { installationStore } from './installations.ts'
import { botScopes, redirectPath } from './manifest.ts'

/** Answers a request where it is for these pages. */
export type Pages = (...request: Parameters<RequestListener>) => boolean

export const installPath = '/slack/install'

/** The pages by which a workspace installs the app; in Socket Mode too a browser must reach them. */
export function installPages(config: SlackByOAuth, deps: { db: Db; log: Logger }): Pages {
  const { oauth } = config
  const log = deps.log.child({ part: 'install' })
  // Never started: only its answers to browsers are of use here.
  const receiver = new HTTPReceiver({
    signingSecret: '',
    signatureVerification: false,
    endpoints: [],
    logger: boltLogger(log),
    clientId: oauth.clientId,
    clientSecret: oauth.clientSecret,
    stateSecret: oauth.stateSecret,
    scopes: botScopes,
    installationStore: installationStore({ db: deps.db, keys: oauth.keys }),
    redirectUri: `${oauth.publicUrl}${redirectPath}`,
    installerOptions: {
      installPath,
      redirectUriPath: redirectPath,
      clientOptions: { ...apiUrlOf(config), timeout: 15_000, retryConfig: { retries: 1 } },
      ...authorizationOf(config),
      renderHtmlForInstallPath: installPage,
      callbackOptions: {
        success(...[installation, , , response]) {
          log.info({ teamId: installation.team?.id }, 'a team installed the app')
          send(response, 200, successPage(installation.team?.name ?? null))
        },
        failure(...[error, , , response]) {
          log.warn({ err: error }, 'an installation failed')
          send(response, 400, failurePage(error.code, installPath))
        },
      },
    },
  })
  return (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (request.method !== 'GET' || (pathname !== installPath && pathname !== redirectPath)) return false
    response.setHeader('referrer-policy', 'no-referrer')
    response.setHeader('cache-control', 'no-store')
    response.setHeader('x-frame-options', 'DENY')
    receiver.requestListener(request, response)
    return true
  }
}

// Beside a Slack of one's own stands its page for installing too.
function authorizationOf({ apiUrl }: SlackByOAuth): { authorizationUrl?: string } {
  return apiUrl === null ? {} : { authorizationUrl: new URL('/oauth/v2/authorize', apiUrl).href }
}

function send(response: Parameters<RequestListener>[1], status: number, html: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(html)
}
