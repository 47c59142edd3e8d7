/** What must stand wherever an answer of the offline model is shown. */
export const offlineNotice = 'extractive, no language model used'

/** The words that must stand with answers of a model named `provider/model`, or null. */
export function noticeOf(modelName: string): string | null {
  return modelName.startsWith('offline/') ? offlineNotice : null
}
