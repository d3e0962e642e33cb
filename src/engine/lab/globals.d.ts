// What the lab alone needs of the worker, beyond the names that the whole engine may use.
declare function setTimeout(callback: () => void, ms: number): number
