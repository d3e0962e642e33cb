const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' }

/** HTML from our own Markdown as somebody reads it. */
export function plainText(html: string): string {
  return html
    .replace(/<[^>]+>/g, '')
    .replace(/&(?:amp|lt|gt|quot);/g, (entity) => entities[entity] ?? entity)
    .trim()
}

/** Words of a text in HTML; listings are not counted. */
export function words(html: string): number {
  return plainText(html.replace(/<pre[\s\S]*?<\/pre>/g, ''))
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word)).length
}

/** How many lines of the second text are new or changed, or were taken away with nothing in their place. */
export function changedLines(before: string, after: string): number {
  const [from, to] = [before.split('\n'), after.split('\n')]
  const added = to.filter((line) => line.trim() !== '' && !from.includes(line)).length
  const gone = from.filter((line) => line.trim() !== '' && !to.includes(line)).length
  return Math.max(added, gone)
}
