// The script of the sandbox frame. It runs in an opaque origin under a policy of its own, starts and ends workers, and
// never runs a learner's code itself. Built into sandbox-frame.html: no imports.

type Message = { spawn: number; port: MessagePort } | { end: number }

// Outside a sandboxed frame this page would run anybody's code on the site's own origin.
if (self.origin === 'null' && parent !== self) {
  addEventListener('message', function boot(event: MessageEvent) {
    if (event.source !== parent) return
    removeEventListener('message', boot)
    const [control] = event.ports
    const { lab, wasm } = event.data as { lab: string; wasm: ArrayBuffer }
    const url = URL.createObjectURL(new Blob([lab], { type: 'text/javascript' }))
    const module = WebAssembly.compile(wasm)
    const workers = new Map<number, Worker>()
    module.catch((error) => control!.postMessage({ failed: String(error) }))
    control!.onmessage = async ({ data }: MessageEvent<Message>) => {
      if ('end' in data) {
        workers.get(data.end)?.terminate()
        workers.delete(data.end)
        return
      }
      const worker = new Worker(url)
      workers.set(data.spawn, worker)
      worker.onerror = (error) => {
        error.preventDefault()
        control!.postMessage({ crashed: data.spawn, message: error.message ?? '' })
      }
      worker.postMessage({ module: await module, port: data.port }, [data.port])
    }
  })
}
