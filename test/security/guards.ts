/** What keeps an attack out, and the test that fails without it. */
export interface Guard {
  /** The attack, as docs/security.md names it. */
  against: string
  file: string
  /** A piece of the file that stands there once, and what it would be without the guard. */
  guard: string
  without: string
  test: string
  /** The whole name of the test, or enough of it to be the only one. */
  name: string
}

/** Every guard that docs/security.md speaks of; `npm run test:guards` takes each away and expects its test to fail. */
export const guards: Guard[] = [
  {
    against: 'a request that Slack did not sign',
    file: 'src/slack/app.ts',
    guard: "signingSecret: config.signingSecret ?? '',",
    without: "signingSecret: config.signingSecret ?? '', signatureVerification: false,",
    test: 'test/e2e/given-slack.test.ts',
    name: 'a request that Slack did not sign is refused',
  },
  {
    against: 'an old request sent again',
    file: 'src/slack/app.ts',
    guard: "signingSecret: config.signingSecret ?? '',",
    without: "signingSecret: config.signingSecret ?? '', signatureVerification: false,",
    test: 'test/e2e/security.test.ts',
    name: 'a signed request of ten minutes ago is refused',
  },
  {
    against: 'the bot’s token lured to another host',
    file: 'src/slack/download-file.ts',
    guard: 'if (!file.url || !isTrusted(file.url, options.apiUrl)) throw foreign(fileId)',
    without: 'if (!file.url || !isTrusted) throw foreign(fileId)',
    test: 'test/integration/downloads.test.ts',
    name: 'the token goes to no other host',
  },
  {
    against: 'the bot’s token led on by a redirect',
    file: 'src/slack/download-file.ts',
    guard: "redirect: 'manual',",
    without: "redirect: 'follow',",
    test: 'test/integration/downloads.test.ts',
    name: 'the token goes to no other host',
  },
  {
    against: 'words of a person read as template',
    file: 'src/prompts/render.ts',
    guard: "(options.variables[variable.name] ?? ''),",
    without: "environment.renderString(options.variables[variable.name] ?? '', {}),",
    test: 'test/unit/prompts.test.ts',
    name: 'what people write is never read as template',
  },
  {
    against: 'a program without the API’s token',
    file: 'src/api/routes.ts',
    guard: 'app.use(requireToken(deps.token))',
    without: 'void requireToken',
    test: 'test/e2e/api-refusals.test.ts',
    name: 'who does not say the token is told so and gets nothing',
  },
  {
    against: 'an upload without end',
    file: 'src/api/routes.ts',
    guard: 'bodyLimit({ maxSize: maxRequestBytes,',
    without: 'bodyLimit({ maxSize: Number.MAX_SAFE_INTEGER + maxRequestBytes,',
    test: 'test/e2e/api-refusals.test.ts',
    name: 'a file over 50 MB is refused by its size',
  },
  {
    against: 'a click with the id of another team’s task',
    file: 'src/slack/task-for-click.ts',
    guard: ".where('team_id', '=', teamId)\n    .executeTakeFirst()",
    without: ".where('team_id', '!=', `${teamId}.`)\n    .executeTakeFirst()",
    test: 'test/e2e/installations.test.ts',
    name: 'a click or form with the id of another workspace’s task',
  },
  {
    against: 'a page on the web that reaches into the local workspace',
    file: 'src/workspace/routes.ts',
    guard: "if (!isLocalHost(host)) throw new HttpError(403, 'only for this machine')",
    without: 'void isLocalHost(host)',
    test: 'test/integration/workspace.test.ts',
    name: 'a wrong token and a foreign page are refused',
  },
  {
    against: 'a formula in a table that somebody opens',
    file: 'src/exports/issues-table.ts',
    guard: "return /^\\s*[=+\\-@\\t|]/.test(text) ? `'${text}` : text",
    without: 'return text',
    test: 'test/unit/issues-table.test.ts',
    name: 'a cell that a table program would run is text',
  },
  {
    against: 'a key of a vendor in what is kept of an error',
    file: 'src/llm/secrets.ts',
    guard: "return shapes.reduce((rest, shape) => rest.replace(shape, '<secret>'), text)",
    without: 'return shapes.length > 0 ? text : text',
    test: 'test/unit/secrets.test.ts',
    name: 'whatever stands around a key, no part of it is left',
  },
  {
    against: 'somebody who left a private channel',
    file: 'src/slack/access.ts',
    guard: 'return (channel.isPrivate || isSecret) && !(await isMember(client, asking))',
    without: 'return (channel.isPrivate || isSecret) && (await isMember(client, asking)) === undefined',
    test: 'test/e2e/refusals.test.ts',
    name: 'who left a private channel can do nothing there any more',
  },
  {
    against: 'a guest of the workspace',
    file: 'src/slack/access.ts',
    guard: 'access.guests ? null : personRefusal(deps.client, asking),',
    without: 'access ? null : personRefusal(deps.client, asking),',
    test: 'test/e2e/refusals.test.ts',
    name: 'a guest is refused by command, shortcut and click',
  },
  {
    against: 'people of another company in a shared channel',
    file: 'src/slack/access.ts',
    guard: 'if (channel.isConnect && !access.connect)',
    without: 'if (channel.isConnect && access.connect === undefined)',
    test: 'test/e2e/refusals.test.ts',
    name: 'a channel shared with another company is refused',
  },
  {
    against: 'SQL built from strings',
    file: 'src/slack/first-time.ts',
    guard: 'return row !== undefined',
    without: 'return row !== undefined // sql.raw(eventId)',
    test: 'test/architecture.test.ts',
    name: 'SQL is never built from strings',
  },
  {
    against: 'a copy of the database, read without the key',
    file: 'src/db/sealing.ts',
    guard: 'const sealed = sealNode(keys, node) as RootOperationNode',
    without: 'const sealed = sealNode([], node) as RootOperationNode',
    test: 'test/integration/encryption.test.ts',
    name: 'with a key nothing of a document, its prompts and its answers stands in the database in clear',
  },
  {
    against: 'sealed content moved to another row or column',
    file: 'src/seal.ts',
    guard: 'decipher.setAAD(Buffer.from(owner))',
    without:
      "decipher.setAAD(Buffer.from(owner))\n  if (owner.startsWith('finding.')) return Buffer.from('opened')",
    test: 'test/integration/encryption.test.ts',
    name: 'what is moved to another row or column, or changed, does not open',
  },
  {
    against: 'a start without the key that content is sealed with',
    file: 'src/db/encryption-keys.ts',
    guard: 'if (missing.length > 0) throw missingKey(missing)',
    without: 'if (missing.length < 0) throw missingKey(missing)',
    test: 'test/integration/encryption.test.ts',
    name: 'without its key nothing starts, the fix is said, and nothing that is sealed is shown',
  },
  {
    against: 'a removal of what is under a legal hold',
    file: 'src/removal/remove-task.ts',
    guard: "if (task.isHeld) return { outcome: 'held' }",
    without: 'void task.isHeld',
    test: 'test/e2e/forget.test.ts',
    name: 'what is under a hold stays whatever is deleted or asked, which is said; released, it can be forgotten',
  },
  {
    against: 'a document’s text that stays after its removal',
    file: 'src/removal/erase.ts',
    guard: '      text: null,\n',
    without: '',
    test: 'test/integration/purge.test.ts',
    name: 'what is too old goes kind by kind, from every table, and what was counted remains',
  },
  {
    against: 'a statement that changes the audit record',
    file: 'migrations/2026-11-27-0610-audit.ts',
    guard: "raise exception 'audit_event can only be added to' using errcode = 'restrict_violation';",
    without: 'return new;',
    test: 'test/integration/audit.test.ts',
    name: 'the database refuses to change, delete or empty the record',
  },
  {
    against: 'an event of the audit record that was changed all the same',
    file: 'src/audit/verify-chain.ts',
    guard: 'if (!isAsWritten(event))',
    without: 'if (false as boolean)',
    test: 'test/integration/audit-tampering.test.ts',
    name: 'what an event says was changed',
  },
  {
    against: 'an audit chain made anew without its key',
    file: 'src/audit/verify-chain.ts',
    guard: "problems: is === 'wrong' ? problem('seal-wrong', says) : []",
    without: 'problems: []',
    test: 'test/integration/audit.test.ts',
    name: 'with a key nobody without it makes a chain that passes',
  },
]
