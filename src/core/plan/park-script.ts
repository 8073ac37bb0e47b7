import { quoteSh } from '../text/quote-sh.ts'

/** Writes the script that comes on stdin where only this user reads it, and says where. For scripts too long for a command when stdin is the program's. */
export function planParkScript(nonce: string): string {
  return `umask 077
for d in "$XDG_RUNTIME_DIR" /dev/shm /run/shm /tmp /var/tmp "$HOME"; do
if [ -n "$d" ] && [ -w "$d" ] && cat 2>/dev/null >"$d/.ferry-${nonce}.sh"; then echo "$d/.ferry-${nonce}.sh"; exit 0; fi
done
exit 1`
}

/** Runs a parked script, its file already gone. */
export function planParkedScript(path: string): string {
  return `f=${quoteSh(path)}\ns=$(cat "$f") || exit 97\nrm -f "$f"\neval "$s"`
}
