import type { Frame } from './events'

/** What a browser sends to the learner's app. */
export interface WebRequest {
  method: string
  /** Path and query, such as `/user/john?page=2`. */
  url: string
  /** Fields of the form, in order. */
  form: [name: string, value: string][]
  cookies: Record<string, string>
}

/** What the learner's app answers. */
export interface WebResponse {
  status: number
  /** `Not Found` */
  statusText: string
  headers: [name: string, value: string][]
  body: string
  /** Cookies that it sets; null takes one away. */
  cookies: [name: string, value: string | null][]
  /** The session cookie came with a signature that does not fit: it was not believed. */
  sessionRefused: boolean
  /** Why the status is 500, with the learner's lines. */
  problem: { term: string; message: string; hint: string | null; frames: Frame[] } | null
}
