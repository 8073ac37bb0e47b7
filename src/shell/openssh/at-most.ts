/** Waits for `promise`, but not for ever. */
export async function atMost(promise: Promise<void> | undefined, ms: number): Promise<void> {
  if (!promise) return
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((settle) => {
    timer = setTimeout(settle, ms)
  })
  await Promise.race([promise, late])
  clearTimeout(timer)
}
