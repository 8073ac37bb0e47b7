// Asks LIBRARY for SYMBOL; a stub of that library was linked in its place.
#include <stdio.h>
int SYMBOL(void);
int (*volatile keep)(void) = SYMBOL;
int main(void) {
  if (keep == NULL) return 1;
  puts("oracle: started");
  return 0;
}
