// A counter: ldrex and strex, LSE, or a call that looks at the CPU first, as the compiler's options say.
#include <stdatomic.h>
#include <stdio.h>
static _Atomic int counter;
int main(void) {
  for (int i = 0; i < 1000; i++) atomic_fetch_add(&counter, 1);
  if (counter != 1000) return 1;
  puts("oracle: started");
  return 0;
}
