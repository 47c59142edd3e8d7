// Slack's limits, each with where it is published. "docs" is docs.slack.dev; "types" are the comments of @slack/types.

/** docs, interactivity: acknowledge within three seconds; the same for events. */
export const ackTimeoutMs = 3000
/** docs, views.open: a trigger expires after three seconds and may be exchanged once. */
export const triggerLifetimeMs = 3000
/** docs, handling user interaction: a response_url takes five posts within 30 minutes. */
export const responseUrl = { uses: 5, lifetimeMs: 30 * 60_000 }
/** docs, modals: at most three views in a stack. */
export const maxViews = 3
/** docs, Socket Mode: up to ten connections of one app. */
export const maxConnections = 10
/** docs, views.open, error view_too_large. */
export const viewBytes = 250_000

export const text = {
  /** docs, chat.postMessage: longer is cut off, warning message_truncated. */
  postMessage: 40_000,
  /** docs, chat.update, error msg_too_long. */
  update: 4000,
  /** docs, markdown block: all such blocks of a message together; the argument markdown_text alike. */
  markdown: 12_000,
  /** types, SectionBlock. */
  section: 3000,
  /** types, SectionBlock: each of the fields. */
  field: 2000,
  /** types, HeaderBlock. */
  header: 150,
  /** types, Button; feedback and icon buttons alike. */
  button: 75,
  buttonValue: 2000,
  buttonUrl: 3000,
  /** docs, blocks and block elements: block_id, action_id; docs, views: callback_id. */
  id: 255,
  /** docs, views: title, submit, close. */
  modalTitle: 24,
  privateMetadata: 3000,
  /** types, input elements. */
  placeholder: 150,
  /** types, InputBlock: label and hint. */
  label: 2000,
  /** types, Option: text and description. */
  optionText: 75,
  optionValue: 150,
  /** types, PlainTextInput: the most that max_length may allow. */
  input: 3000,
  /** types, ImageBlock: alt_text and title. */
  image: 2000,
  /** types, ConfirmationDialog. */
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  /** types, CardBlock and ContainerBlock. */
  cardTitle: 150,
  cardBody: 200,
  // Undocumented: messages of about 13,200 characters were refused (slackapi/bolt-js issue 2509), as were
  // rich text and sections from 11,341 on (issue 2867).
  allBlocks: 13_200,
  allBlocksWithoutMarkdown: 11_300,
}

export const count = {
  /** docs, blocks: 50 in a message, 100 in a modal or Home tab. */
  messageBlocks: 50,
  viewBlocks: 100,
  /** types, SectionBlock. */
  sectionFields: 10,
  /** types, ContextBlock, ActionsBlock, ContextActionsBlock. */
  contextElements: 10,
  actionElements: 25,
  contextActions: 5,
  /** types, StaticSelect; Checkboxes and RadioButtons; Overflow. */
  selectOptions: 100,
  choiceOptions: 10,
  overflowOptions: 5,
  /** types, FileInput. */
  fileInputFiles: 10,
  /** types, TableBlock; DataTableBlock takes a header more. */
  tableRows: 100,
  tableCells: 20,
  /** types, CarouselBlock and ContainerBlock. */
  cards: 10,
  containerBlocks: 10,
}
