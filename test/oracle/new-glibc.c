// Asks for a function that came late: strlcpy (2.38), pidfd_spawn (2.39), arc4random (2.36).
#include <stdio.h>
#include <stddef.h>
#ifndef FUNCTION
#define FUNCTION strlcpy
#endif
#ifdef WEAK
extern long FUNCTION() __attribute__((weak));
#else
extern long FUNCTION();
#endif
long (*volatile keep)() = FUNCTION;
int main(void) {
  puts(keep ? "oracle: started" : "oracle: started without");
  return 0;
}
