/** `1 row`, `3 rows`. @param plural when it is not the singular with an s */
export function count(n: number, singular: string, plural = `${singular}s`): string {
  return `${n.toLocaleString('en')} ${n === 1 ? singular : plural}`
}

/** A duration in milliseconds, to be read at a glance: `0.6 ms`, `12 ms`, `1.4 s`. */
export function milliseconds(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`
  if (ms >= 9.95) return `${Math.round(ms)} ms`
  return ms < 0.05 ? '< 0.1 ms' : `${ms.toFixed(1)} ms`
}
