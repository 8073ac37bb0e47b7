// Integer division by a number that is not known: SDIV where the compiler's options allow it.
#include <stdio.h>
volatile int seven = 7;
int main(void) {
  if (147 / seven != 21) return 1;
  puts("oracle: started");
  return 0;
}
