/** What the sandbox has besides ECMAScript and the database: no DOM, no network. */
export const globals = `
declare const console: Record<'log' | 'info' | 'warn' | 'error' | 'debug', (...values: unknown[]) => void>
declare const performance: { now(): number }
declare const crypto: { getRandomValues<T extends ArrayBufferView>(array: T): T; randomUUID(): string }
declare function setTimeout(callback: () => void, ms?: number): number
declare function clearTimeout(id: number): void
declare function structuredClone<T>(value: T): T
declare function queueMicrotask(callback: () => void): void
declare class TextEncoder { encode(text: string): Uint8Array }
declare class TextDecoder { decode(bytes: Uint8Array): string }
`
