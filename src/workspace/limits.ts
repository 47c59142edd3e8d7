// Slack's published limits (docs.slack.dev, Block Kit and Web API references) as far as we send such things.

export const ackTimeoutMs = 3000
export const triggerLifetimeMs = 3000
export const responseUrl = { uses: 5, lifetimeMs: 30 * 60_000 }
export const maxViews = 3

export const text = {
  postMessage: 40_000,
  update: 4000,
  section: 3000,
  field: 2000,
  header: 150,
  button: 75,
  buttonValue: 2000,
  id: 255,
  modalTitle: 24,
  privateMetadata: 3000,
  placeholder: 150,
  label: 2000,
  optionText: 75,
  optionValue: 150,
  markdown: 12_000,
  // Undocumented: messages of about 13,200 characters were refused (slackapi/bolt-js issue 2509), as were
  // rich text and sections from 11,341 on (issue 2867).
  allBlocks: 11_300,
}

export const count = {
  messageBlocks: 50,
  viewBlocks: 100,
  sectionFields: 10,
  contextElements: 10,
  actionElements: 25,
  selectOptions: 100,
  fileInputFiles: 10,
}
