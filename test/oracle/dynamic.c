// A start of its own, and the board's C library for the rest: linked against the very library that the board has.
extern long write(int, const void *, unsigned long);
extern void _exit(int) __attribute__((noreturn));
#ifdef SYMBOL
extern int SYMBOL(void);
int (*volatile keep)(void) = SYMBOL;
#endif

static const char line[] = "oracle: started\n";

__attribute__((used)) void _start(void) {
#ifdef SYMBOL
  if (keep == 0) _exit(1);
#endif
  write(1, line, sizeof line - 1);
  _exit(0);
}
